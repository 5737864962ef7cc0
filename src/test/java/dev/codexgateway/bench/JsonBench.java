package dev.codexgateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.codexgateway.bench.Wrk.Load;

/** Short JSON answers, as fast as they can be had over so many connections. */
final class JsonBench {
    private static final List<Integer> CONNECTIONS = List.of(16, 64, 256);
    /** A JVM is as fast as it will be when it has compiled what is used, which is a matter of requests, not of time. */
    private static final long WARM = 1_000_000;
    private static final int LONGEST_WARM_UP = 30;
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final Path folder;
    private final int rounds;

    JsonBench(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    String run() {
        String answer = Nginx.resource("answer.json");
        Wrk wrk = new Wrk(folder.resolve("wrk"), Nginx.resource("request.json"), answer);
        try (Nginx upstream = Nginx.answering(folder.resolve("upstream"), answer, Ways.UPSTREAM_KEY);
                Ways ways = Ways.to(folder, upstream.port(), true)) {
            ways.all().forEach(way -> warmUp(wrk, way));
            Table table = new Table("connections", "way", "requests/s", "of nginx's", "p50 ms", "p99 ms",
                    "CPU s per 1,000", "by nginx's", "wrong");
            for (int connections : CONNECTIONS) {
                Rounds<Load> loads = ways.measure(rounds, way -> wrk.run(way, connections, ROUND));
                ways.all().forEach(way -> row(table, connections, way.name(), loads));
            }
            return table.toString();
        }
    }

    private static void warmUp(Wrk wrk, Way way) {
        long requests = 0;
        for (int round = 0; round < LONGEST_WARM_UP && requests < WARM; round++) {
            requests += wrk.run(way, 64, ROUND).requests();
        }
    }

    private static void row(Table table, int connections, String way, Rounds<Load> loads) {
        boolean proxy = !way.equals(Ways.DIRECT);
        table.row(connections, way, "%,.0f".formatted(loads.median(way, Load::perSecond)),
                "%.2f".formatted(loads.ratio(way, Ways.NGINX, Load::perSecond)),
                "%.2f".formatted(loads.median(way, Load::median)), "%.1f".formatted(loads.median(way, Load::tail)),
                proxy ? "%.4f".formatted(loads.median(way, Load::processor)) : "",
                proxy ? "%.2f".formatted(loads.ratio(way, Ways.NGINX, Load::processor)) : "",
                "%,d of %,d".formatted(loads.of(way).stream().mapToLong(Load::wrong).sum(),
                        loads.of(way).stream().mapToLong(Load::requests).sum()));
    }
}
