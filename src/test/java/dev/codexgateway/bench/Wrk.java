package dev.codexgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.codexgateway.testing.Command;

/** wrk, which sends the same request over and over and looks at every answer. */
final class Wrk {
    private static final Pattern MEASURED = Pattern.compile("measured (\\d+) (\\d+) (\\d+) (\\d+) (\\d+)");

    private final Path script;
    private final Path request;
    private final Path answer;

    /** @param folder for its script and what that reads */
    Wrk(Path folder, String request, String answer) {
        try {
            Files.createDirectories(folder);
            this.script = Files.writeString(folder.resolve("wrk.lua"), Nginx.resource("wrk.lua"));
            this.request = Files.writeString(folder.resolve("request.json"), request);
            this.answer = Files.writeString(folder.resolve("answer.json"), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Load run(Way way, int connections, Duration duration) {
        Duration before = way.processor();
        Command run = wrk("--threads", "2", "--connections", Integer.toString(connections), "--duration",
                duration.toSeconds() + "s", "--timeout", "10s", "--latency", "--script", script.toString(),
                "http://127.0.0.1:" + way.port() + "/", "--", way.key(), request.toString(), answer.toString());
        Duration processor = way.processor().minus(before);
        Matcher measured = MEASURED.matcher(run.output());
        if (!run.succeeded() || !measured.find()) {
            throw new AssertionError("wrk ended with " + run.status() + ": " + run.output());
        }
        long requests = Long.parseLong(measured.group(1));
        return new Load(requests, Long.parseLong(measured.group(3)),
                requests * 1e6 / Long.parseLong(measured.group(2)), Long.parseLong(measured.group(4)) / 1e3,
                Long.parseLong(measured.group(5)) / 1e3, processor.toMillis() * 1.0 / Math.max(requests, 1));
    }

    private static Command wrk(String... options) {
        try {
            String[] words = new String[options.length + 1];
            words[0] = "wrk";
            System.arraycopy(options, 0, words, 1, options.length);
            return Command.run(Duration.ofMinutes(2), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param wrong     answers that were not the right one, and requests without any
     * @param median    milliseconds
     * @param tail      milliseconds that 99 of 100 requests did not take
     * @param processor seconds of the proxy's processor time for 1,000 requests
     */
    record Load(long requests, long wrong, double perSecond, double median, double tail, double processor) {}
}
