package dev.codexgateway.codex;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;

/** The metric families of turns. Safe for concurrent use. */
final class CodexMeters {
    private static final Duration[] TURN_BUCKETS = seconds(0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800);
    private static final Duration[] FIRST_BUCKETS = seconds(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

    private final String backend;
    private final Timer duration = timer("codex.turn.duration", "Time from a turn's beginning to its end.",
            TURN_BUCKETS);
    private final Timer firstEvent = timer("codex.time.to.first.event",
            "Time from a turn's beginning to the first item of its answer.", FIRST_BUCKETS);

    CodexMeters(String backend, Supplier<Integer> active) {
        this.backend = backend;
        // A gauge keeps its first supplier: a registry that outlives this gateway must not show a dead one's number.
        Metrics.globalRegistry().remove("codex.turns.active", List.of());
        Metrics.getOrCreate(Gauge.builder("codex.turns.active", active).description("Turns running in this process."));
        limit("running-turns");
        for (TurnStatus status : TurnStatus.values()) {
            if (status.ended()) {
                turns(status);
            }
        }
    }

    void ended(TurnStatus status, Duration took) {
        turns(status).increment();
        duration.record(took);
    }

    void firstEvent(Duration took) {
        firstEvent.record(took);
    }

    /** @param limit what refused a turn */
    void limited(String limit) {
        limit(limit).increment();
    }

    private static Counter limit(String limit) {
        return Metrics.getOrCreate(Counter.builder("rate.limited").description("Requests refused by a limit.")
                .tags(List.of(Tag.create("limit", limit))));
    }

    private Counter turns(TurnStatus status) {
        return Metrics.getOrCreate(Counter.builder("codex.turns").description("Turns that ended, by how.")
                .tags(List.of(Tag.create("backend", backend), Tag.create("status", status.word()))));
    }

    private static Timer timer(String name, String description, Duration[] buckets) {
        return Metrics
                .getOrCreate(Timer.builder(name).description(description).buckets(buckets).percentiles(new double[0]));
    }

    private static Duration[] seconds(double... values) {
        Duration[] durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofMillis(Math.round(values[i] * 1000));
        }
        return durations;
    }
}
