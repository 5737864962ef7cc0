package dev.codexgateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

/** Streams of 40 events at 20 a second, 200 of them at once, each caller beginning another when one has ended. */
final class StreamBench {
    private static final int CALLERS = 200;
    private static final int DELTAS = 40;
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final int WARMING = 25;

    private final Path folder;
    private final int rounds;

    StreamBench(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    String run() {
        try (EventUpstream upstream = EventUpstream.start(DELTAS, INTERVAL);
                Ways ways = Ways.to(folder, upstream.port(), false)) {
            // The JVM is alone in compiling what runs, and has not ended that after some rounds.
            IntStream.range(0, WARMING).forEach(_ -> round(ways.all().getLast()));
            ways.measure(2, StreamBench::round);
            Rounds<Streamed> streamed = ways.measure(rounds, StreamBench::round);
            Table table = new Table("way", "event p50 ms", "p99 ms", "p99 less nginx's", "first event p50 ms", "p99 ms",
                    "CPU ms per 1,000 events", "by nginx's", "wrong");
            ways.all().forEach(way -> row(table, way.name(), streamed));
            return table.toString();
        }
    }

    private static Streamed round(Way way) {
        try (EventCallers callers = EventCallers.connect(way, CALLERS)) {
            Duration before = way.processor();
            EventCallers.Measured measured = callers.run(ROUND, INTERVAL.multipliedBy(DELTAS).dividedBy(CALLERS));
            return new Streamed(measured, way.processor().minus(before));
        }
    }

    private static void row(Table table, String way, Rounds<Streamed> streamed) {
        boolean proxy = !way.equals(Ways.DIRECT);
        table.row(way, "%.2f".formatted(streamed.median(way, round -> round.event(0.5))),
                "%.2f".formatted(streamed.median(way, round -> round.event(0.99))),
                "%+.2f".formatted(streamed.difference(way, Ways.NGINX, round -> round.event(0.99))),
                "%.2f".formatted(streamed.median(way, round -> round.first(0.5))),
                "%.2f".formatted(streamed.median(way, round -> round.first(0.99))),
                proxy ? "%.0f".formatted(streamed.median(way, Streamed::perThousand)) : "",
                proxy ? "%.2f".formatted(streamed.ratio(way, Ways.NGINX, Streamed::perThousand)) : "",
                "%,d in %,d streams".formatted(
                        streamed.of(way).stream().mapToLong(round -> round.measured.wrong()).sum(),
                        streamed.of(way).stream().mapToLong(round -> round.measured.streams()).sum()));
    }

    private record Streamed(EventCallers.Measured measured, Duration processor) {

        double event(double share) {
            return measured.latencies().millis(share);
        }

        double first(double share) {
            return measured.firsts().millis(share);
        }

        double perThousand() {
            return processor.toMillis() * 1e3 / measured.latencies().size();
        }
    }
}
