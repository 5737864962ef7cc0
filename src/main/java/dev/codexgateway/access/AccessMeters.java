package dev.codexgateway.access;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** Counts of authentication. Every label value comes from this package. */
final class AccessMeters {
    private final ConcurrentMap<String, Counter> attempts = new ConcurrentHashMap<>();
    private final Counter limited = Metrics.getOrCreate(Counter.builder("rate.limited")
            .description("Requests refused by a limit.")
            .tags(List.of(Tag.create("limit", "failed-credentials-per-minute"))));

    void attempt(String method, String outcome) {
        attempts.computeIfAbsent(method + ' ' + outcome, key -> Metrics.getOrCreate(Counter.builder("auth.attempts")
                .description("Authentication attempts by the way the credential came and what came of it.")
                .tags(List.of(Tag.create("method", method), Tag.create("outcome", outcome))))).increment();
    }

    void limited() {
        limited.increment();
    }
}
