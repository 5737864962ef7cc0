package dev.codexgateway;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

import dev.codexgateway.access.Caller;
import dev.codexgateway.usage.Accounts;

/** Accounts that only count tokens. */
final class Metered implements Accounts {
    private final ConcurrentMap<String, Counter> tokens = new ConcurrentHashMap<>();

    @Override
    public void book(Caller caller, Call call) {
        call.usage().ifPresent(usage -> {
            count(call.model(), "input", usage.inputTokens());
            count(call.model(), "output", usage.outputTokens());
        });
    }

    private void count(String model, String type, long number) {
        tokens.computeIfAbsent(model + " " + type, key -> Metrics.getOrCreate(Counter.builder("codex.tokens")
                .description(
                        "Tokens used, by model and type; cached and reasoning tokens are part of input and output.")
                .tags(List.of(Tag.create("model", model), Tag.create("type", type)))))
                .increment(number);
    }
}
