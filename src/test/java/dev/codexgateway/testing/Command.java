package dev.codexgateway.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this machine, run to its end or to a deadline; its input is empty, its output and errors are one text. */
public record Command(int status, String output) {
    private static final int NOT_FOUND = 127;
    private static final int TOO_LATE = 124;

    public static Command run(Duration deadline, String... words) throws IOException, InterruptedException {
        return run(deadline, Map.of(), words);
    }

    public static Command run(Duration deadline, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("command", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = start(builder);
            if (process == null) {
                return new Command(NOT_FOUND, words[0] + " is not installed");
            }
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                List<ProcessHandle> descendants = process.descendants().toList();
                process.destroyForcibly().waitFor();
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            return new Command(ended ? process.exitValue() : TOO_LATE,
                    Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    public boolean succeeded() {
        return status == 0;
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            return null;
        }
    }
}
