package dev.codexgateway.usage;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

/** The metric family of tokens. Safe for concurrent use. */
final class UsageMeters {
    /** Held: to look them up in the registry for each call costs more than all else that is booked. */
    private final ConcurrentMap<String, Tokens> byModel = new ConcurrentHashMap<>();

    /** @param model a label: not every name that there is */
    void tokens(String model, Usage usage) {
        byModel.computeIfAbsent(model, Tokens::of).count(usage);
    }

    private record Tokens(Counter input, Counter cachedInput, Counter output, Counter reasoningOutput) {

        static Tokens of(String model) {
            return new Tokens(counter(model, "input"), counter(model, "cached_input"), counter(model, "output"),
                    counter(model, "reasoning_output"));
        }

        void count(Usage usage) {
            input.increment(usage.inputTokens());
            cachedInput.increment(usage.cachedInputTokens());
            output.increment(usage.outputTokens());
            reasoningOutput.increment(usage.reasoningOutputTokens());
        }

        private static Counter counter(String model, String type) {
            return Metrics.getOrCreate(Counter.builder("codex.tokens")
                    .description(
                            "Tokens used, by model and type; cached and reasoning tokens are part of input and output.")
                    .tags(List.of(Tag.create("model", model), Tag.create("type", type))));
        }
    }
}
