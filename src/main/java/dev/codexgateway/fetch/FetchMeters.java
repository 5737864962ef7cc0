package dev.codexgateway.fetch;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** The metric family of fetched documents. Every outcome comes from our own words. */
final class FetchMeters {
    private static final String SUCCESS = "success";

    private final String kind;
    private final ConcurrentMap<String, Counter> outcomes = new ConcurrentHashMap<>();

    FetchMeters(String kind) {
        this.kind = kind;
        count(SUCCESS, 0);
    }

    void fetched() {
        count(SUCCESS, 1);
    }

    void failed(FetchFault.Reason reason) {
        count(reason.word(), 1);
    }

    private void count(String outcome, long times) {
        outcomes.computeIfAbsent(outcome, word -> Metrics.getOrCreate(Counter.builder("document.fetches")
                .description("Documents fetched from addresses that others named.")
                .tags(List.of(Tag.create("kind", kind), Tag.create("outcome", word))))).increment(times);
    }
}
