package dev.codexgateway.usage;

import java.util.List;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** How often callers' limits refused something, there from the start. */
final class LimitMeters {
    final Counter requests = counter("requests-per-minute");
    final Counter turns = counter("concurrent-turns");
    final Counter tokens = counter("tokens-per-day");

    private static Counter counter(String limit) {
        return Metrics.getOrCreate(Counter.builder("rate.limited").description("Requests refused by a limit.")
                .tags(List.of(Tag.create("limit", limit))));
    }
}
