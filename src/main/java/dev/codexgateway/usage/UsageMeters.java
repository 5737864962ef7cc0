package dev.codexgateway.usage;

import java.util.List;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** The metric family of tokens. Safe for concurrent use. */
final class UsageMeters {

    /** @param model a label: not every name that there is */
    void tokens(String model, Usage usage) {
        tokens(model, "input", usage.inputTokens());
        tokens(model, "cached_input", usage.cachedInputTokens());
        tokens(model, "output", usage.outputTokens());
        tokens(model, "reasoning_output", usage.reasoningOutputTokens());
    }

    private static void tokens(String model, String type, long count) {
        Metrics.getOrCreate(Counter.builder("codex.tokens")
                .description(
                        "Tokens used, by model and type; cached and reasoning tokens are part of input and output.")
                .tags(List.of(Tag.create("model", model), Tag.create("type", type)))).increment(count);
    }
}
