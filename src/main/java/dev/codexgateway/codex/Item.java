package dev.codexgateway.codex;

import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.json.Json;

/**
 * One thing that happened in a turn, in the shape of Codex's {@code exec --json}.
 *
 * @param id      unique in its turn
 * @param members what the type has besides {@code id} and {@code type}
 */
public record Item(String id, String type, Map<String, JsonValue> members) {
    public static final String AGENT_MESSAGE = "agent_message";
    public static final String REASONING = "reasoning";

    public static Item agentMessage(String id, String text) {
        return new Item(id, AGENT_MESSAGE, Map.of("text", Json.createValue(text)));
    }

    public static Item reasoning(String id, String text) {
        return new Item(id, REASONING, Map.of("text", Json.createValue(text)));
    }

    /** A warning: the turn goes on. */
    public static Item error(String id, String message) {
        return new Item(id, "error", Map.of("message", Json.createValue(message)));
    }

    int characters() {
        return members.values().stream().mapToInt(value -> value.toString().length()).sum();
    }

    JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("id", id).add("type", type);
        members.forEach(json::add);
        return json.build();
    }
}
