package dev.codexgateway.usage;

import jakarta.json.JsonObject;

import dev.codexgateway.json.Json;

/** The tokens of a turn, in the members of Codex's {@code turn.completed}. */
public record Usage(long inputTokens, long cachedInputTokens, long outputTokens, long reasoningOutputTokens) {
    public static final Usage NONE = new Usage(0, 0, 0, 0);
    /** More than any call uses: what an upstream claims beyond it is not believed, so that sums stay numbers. */
    private static final long MOST = 1_000_000_000_000L;

    /** Input and output; the other two are part of them. */
    public long total() {
        return inputTokens + outputTokens;
    }

    /** The same, if an upstream can mean it. */
    Usage believable() {
        return new Usage(believable(inputTokens), believable(cachedInputTokens), believable(outputTokens),
                believable(reasoningOutputTokens));
    }

    Usage plus(Usage more) {
        return new Usage(inputTokens + more.inputTokens, cachedInputTokens + more.cachedInputTokens,
                outputTokens + more.outputTokens, reasoningOutputTokens + more.reasoningOutputTokens);
    }

    public JsonObject json() {
        return Json.createObjectBuilder()
                .add("input_tokens", inputTokens)
                .add("cached_input_tokens", cachedInputTokens)
                .add("output_tokens", outputTokens)
                .add("reasoning_output_tokens", reasoningOutputTokens)
                .build();
    }

    public static Usage of(JsonObject json) {
        return new Usage(number(json, "input_tokens"), number(json, "cached_input_tokens"),
                number(json, "output_tokens"),
                number(json, "reasoning_output_tokens"));
    }

    private static long believable(long tokens) {
        return Math.clamp(tokens, 0, MOST);
    }

    private static long number(JsonObject json, String name) {
        return json.containsKey(name) ? json.getJsonNumber(name).longValue() : 0;
    }
}
