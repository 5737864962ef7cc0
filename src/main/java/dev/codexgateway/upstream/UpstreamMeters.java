package dev.codexgateway.upstream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;

/** The metric families of the upstream. Every reason comes from our own words. */
public final class UpstreamMeters {
    private static final Duration[] BUCKETS = {Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
            Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30)};

    private final Timer duration = Metrics.getOrCreate(Timer.builder("upstream.request.duration")
            .description("Time from a request to the upstream to the end of its answer, retries included.")
            .buckets(BUCKETS).percentiles(new double[0]));
    private final ConcurrentMap<String, Counter> errors = new ConcurrentHashMap<>();

    public UpstreamMeters() {
        error("connect", 0);
    }

    void took(Duration time) {
        duration.record(time);
    }

    /** That we stopped a call ourselves is no error. */
    public void error(UpstreamFault.Reason reason) {
        if (reason != UpstreamFault.Reason.STOPPED) {
            error(reason.word());
        }
    }

    public void error(String reason) {
        error(reason, 1);
    }

    private void error(String reason, long count) {
        errors.computeIfAbsent(reason, word -> Metrics.getOrCreate(Counter.builder("upstream.errors")
                .description("What went wrong with the upstream, each try counted.")
                .tags(List.of(Tag.create("reason", word))))).increment(count);
    }
}
