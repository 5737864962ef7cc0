package dev.codexgateway.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

import dev.codexgateway.Gateway;
import dev.codexgateway.Settings;
import dev.codexgateway.observe.Logs;

/** {@code serve}: runs the service until a signal ends it. */
@Command(name = "serve", description = "Runs the service (the default).", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects the parent
final class ServeCommand implements Callable<Integer> {
    @ParentCommand
    private CommandLineInterface main;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = main.settings();
        Logs.start(settings.log(), settings.secrets(), System.out);
        Gateway gateway = start(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> {
            gateway.close();
            stopped.countDown();
        }));
        stopped.await();
        return 0;
    }

    private static Gateway start(Settings settings) {
        try {
            Gateway gateway = Gateway.start(settings, Clock.systemUTC());
            Logs.start(settings.log(), gateway.settings().secrets(), System.out);
            Logger log = System.getLogger(ServeCommand.class.getName());
            settings.warnings().forEach(warning -> log.log(Level.WARNING, warning));
            Logs.announce("Codex Gateway serves at " + gateway.publicUrl() + " (port " + gateway.port() + ")"
                    + gateway.credentialsFile().map(file -> "; first-run credentials are in " + file.toAbsolutePath())
                            .orElse(""));
            return gateway;
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new CommandFailed("server: " + settings.server().ports()
                            + " cannot be listened on: is another process using it, or HOST not an address of this machine?",
                            e);
                }
            }
            throw e;
        }
    }
}
