package dev.codexgateway.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Where commands run in this process, with a folder and an environment of their own. */
record Terminal(Path folder, Map<String, String> environment) {

    static Terminal in(Path folder) {
        return new Terminal(folder, Map.of("DATA_DIR", folder.toString()));
    }

    Terminal with(String name, String value) {
        Map<String, String> changed = new TreeMap<>(environment);
        changed.put(name, value);
        return new Terminal(folder, changed);
    }

    /** Without anything to read. */
    Ended run(String... arguments) {
        return run(new byte[0], arguments);
    }

    Ended reading(String input, String... arguments) {
        return run(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    Ended run(byte[] input, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = CommandLineInterface.run(arguments, environment, folder,
                PasswordPrompt.of(new ByteArrayInputStream(input)), new PrintWriter(out, true),
                new PrintWriter(err, true));
        return new Ended(exit, out.toString().strip(), err.toString().strip());
    }

    /** What a command said, without white space around it. */
    record Ended(int exit, String out, String err) {}
}
