package dev.codexgateway.usage;

import jakarta.json.JsonObject;

import dev.codexgateway.json.Json;

/** The tokens of a turn, in the members of Codex's {@code turn.completed}. */
public record Usage(long inputTokens, long cachedInputTokens, long outputTokens, long reasoningOutputTokens) {

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

    private static long number(JsonObject json, String name) {
        return json.containsKey(name) ? json.getJsonNumber(name).longValue() : 0;
    }
}
