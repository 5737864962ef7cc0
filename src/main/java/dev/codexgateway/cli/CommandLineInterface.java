package dev.codexgateway.cli;

import java.io.PrintWriter;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import dev.codexgateway.Gateway;
import dev.codexgateway.Settings;
import dev.codexgateway.config.ConfigException;
import dev.codexgateway.config.Secret;
import dev.codexgateway.observe.LogConfig;
import dev.codexgateway.observe.Logs;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.StoreException;

/**
 * The command line. Exit codes: 0, 1 for what failed, 2 for a wrong command line, 78 for a configuration that cannot be
 * used ({@code EX_CONFIG} of sysexits).
 */
@Command(name = "codex-gateway", description = "Turns a Custom GPT, or any MCP, OpenAI SDK or JSON-RPC client, into a signed-in, metered user of Codex.", mixinStandardHelpOptions = true, versionProvider = CommandLineInterface.Version.class, subcommands = {
        ServeCommand.class, DoctorCommand.class, KeyCommand.class, UserCommand.class, ClientCommand.class,
        UsageCommand.class}, footer = {
                "",
                "Without a command it serves. Configuration comes from app.yaml and the environment: see docs/configuration.md."})
public final class CommandLineInterface implements Runnable {
    static final int FAILED = 1;
    static final int BAD_CONFIGURATION = 78;

    private final Map<String, String> environment;
    private final Path workingDirectory;
    private final PasswordPrompt password;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects spec
    private CommandLineInterface(Map<String, String> environment, Path workingDirectory, PasswordPrompt password) {
        this.environment = environment;
        this.workingDirectory = workingDirectory;
        this.password = password;
    }

    /** Runs a command to its end; its exit code. */
    public static int run(String[] args) {
        return run(args, System.getenv(), Path.of(""), PasswordPrompt.system(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    static int run(String[] args, Map<String, String> environment, Path workingDirectory, PasswordPrompt password,
            PrintWriter out, PrintWriter err) {
        CommandLineInterface main = new CommandLineInterface(environment, workingDirectory, password);
        return new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((e, _, _) -> main.failed(e))
                .execute(args.length == 0 ? new String[]{"serve"} : args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    Settings settings() {
        return Settings.read(environment, workingDirectory);
    }

    /** Runs a command's work on the database that a service may be running on. */
    int onDatabase(BiFunction<Settings, Database, Integer> work) {
        Settings settings = settings();
        // Standard output is for what the command prints; lines about it go beside.
        Logs.start(settings.log(), settings.secrets(), System.err);
        try (Database database = Database.open(settings.database())) {
            return work.apply(settings, database);
        }
    }

    /**
     * Asks for a new password.
     *
     * @throws CommandFailed if it cannot be one
     */
    Secret newPassword() {
        return password.ask();
    }

    /** One line a fault on standard error, in the format that log lines have. */
    void tell(List<String> faults) {
        LogConfig log = Settings.logOnly(environment, workingDirectory);
        Logs.start(log, secrets(), System.err);
        if (log.format() == LogConfig.Format.JSON) {
            faults.forEach(Logs::fault);
        } else {
            faults.forEach(fault -> spec.commandLine().getErr().println(Logs.redacted(fault)));
        }
    }

    private List<String> secrets() {
        try {
            return settings().secrets();
        } catch (ConfigException e) {
            return List.of();
        }
    }

    private int failed(Exception e) {
        return switch (e) {
            case ConfigException faults -> {
                tell(faults.faults().stream().map(fault -> "configuration: " + fault).toList());
                yield BAD_CONFIGURATION;
            }
            case StoreException broken -> {
                tell(List.of("database: " + broken.getMessage() + cause(broken)));
                yield FAILED;
            }
            case CommandFailed failed -> {
                tell(List.of(failed.getMessage()));
                yield FAILED;
            }
            default -> {
                Logs.start(Settings.logOnly(environment, workingDirectory), secrets(), System.err);
                System.getLogger(CommandLineInterface.class.getName()).log(Level.ERROR, "unexpected failure", e);
                yield FAILED;
            }
        };
    }

    /** The root cause's kind and text; drivers do not put passwords into it. */
    static String cause(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == e
                ? ""
                : " (" + root.getClass().getSimpleName() + ": "
                        + String.valueOf(root.getMessage()).lines().findFirst().orElse("") + ")";
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"codex-gateway " + Gateway.version()};
        }
    }
}
