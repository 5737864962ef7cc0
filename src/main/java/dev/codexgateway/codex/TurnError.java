package dev.codexgateway.codex;

import jakarta.json.JsonObject;

import dev.codexgateway.json.Json;

/**
 * Why a turn did not complete.
 *
 * @param type    {@code cancelled}, {@code interrupted}, {@code deadline}, {@code internal} or one beginning with {@code upstream_}
 * @param message a sentence for the caller; never an upstream's own text
 */
public record TurnError(String type, String message) {
    public static final TurnError CANCELLED = new TurnError("cancelled", "The turn was cancelled.");
    public static final TurnError INTERRUPTED = new TurnError("interrupted",
            "The process that ran the turn ended before the turn did; ask again to go on.");
    public static final TurnError DEADLINE = new TurnError("deadline",
            "The turn took longer than turns may take here.");
    public static final TurnError INTERNAL = new TurnError("internal", "Something went wrong in the gateway.");

    public JsonObject json() {
        return Json.createObjectBuilder().add("type", type).add("message", message).build();
    }
}
