package dev.codexgateway.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a process has written to one of its streams: kept in memory and, for whoever looks later, in a file. */
final class Output {
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    static Output of(InputStream stream, Path file) {
        Output output = new Output();
        Thread.ofVirtual().name("output").start(() -> output.read(stream, file));
        return output;
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    String text() {
        return String.join("\n", lines());
    }

    /** The first such line, as soon as it is there; empty if the stream ends without one. */
    synchronized Optional<String> await(Predicate<String> wanted, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        for (int seen = 0;; seen++) {
            while (seen == lines.size()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (ended) {
                    return Optional.empty();
                }
                if (millis <= 0) {
                    throw new AssertionError("No such line in " + bound + ", only:\n" + text());
                }
                pause(millis);
            }
            if (wanted.test(lines.get(seen))) {
                return Optional.of(lines.get(seen));
            }
        }
    }

    /** All lines, once there will be no more. */
    List<String> awaitEnd(Duration bound) {
        await(_ -> false, bound);
        return lines();
    }

    private void read(InputStream stream, Path file) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                Writer copy = Files.newBufferedWriter(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                copy.append(line).append('\n').flush();
                add(line);
            }
        } catch (IOException e) {
            add("(reading this output failed: " + e + ")");
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
