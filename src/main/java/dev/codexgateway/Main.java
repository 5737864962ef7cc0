package dev.codexgateway;

import dev.codexgateway.cli.CommandLineInterface;
import dev.codexgateway.observe.LastingLogManager;

/** Where the program starts, and the only place where it ends itself. */
public final class Main {
    private static final String POLLERS = "jdk.readPollers";

    private Main() {}

    public static void main(String[] args) {
        // Before the first logger: java.util.logging reads it once.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        onePoller();
        System.exit(CommandLineInterface.run(args));
    }

    /**
     * With the JDK's usual number of pollers each wakes those who wait on a part of the sockets. On busy processors the one
     * that has work keeps the carriers busy, and the sockets of another one are not looked at for up to a second
     * ({@code bench/proxy.sh}, 256 connections: 99 of 100 answers within 45 ms instead of 791 ms).
     */
    private static void onePoller() {
        if (System.getProperty(POLLERS) == null) {
            System.setProperty(POLLERS, "1");
        }
    }
}
