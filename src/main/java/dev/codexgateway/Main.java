package dev.codexgateway;

import dev.codexgateway.cli.CommandLineInterface;
import dev.codexgateway.observe.LastingLogManager;

/** Where the program starts, and the only place where it ends itself. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Before the first logger: java.util.logging reads it once.
        System.setProperty("java.util.logging.manager", LastingLogManager.class.getName());
        System.exit(CommandLineInterface.run(args));
    }
}
