package dev.codexgateway.codex;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.json.Json;
import dev.codexgateway.usage.Usage;

/** What a turn tells while it runs, in the shape of Codex's {@code exec --json}, with live text added. */
public sealed interface TurnEvent {

    record ThreadStarted(String threadId) implements TurnEvent {}

    record TurnStarted() implements TurnEvent {}

    record ItemStarted(Item item) implements TurnEvent {}

    /** @param delta only the text that is new */
    record ItemUpdated(String itemId, String itemType, String delta) implements TurnEvent {}

    record ItemCompleted(Item item) implements TurnEvent {}

    /** A note on the way, such as a retry. */
    record Notice(String message) implements TurnEvent {}

    record TurnCompleted(Optional<Usage> usage) implements TurnEvent {}

    record TurnFailed(TurnError error) implements TurnEvent {}

    /** Without {@code turn_id} and {@code seq}, which whoever hands the event out adds. */
    default JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        switch (this) {
            case ThreadStarted e -> json.add("type", "thread.started").add("thread_id", e.threadId());
            case TurnStarted _ -> json.add("type", "turn.started");
            case ItemStarted e -> json.add("type", "item.started").add("item", e.item().json());
            case ItemUpdated e -> json.add("type", "item.updated")
                    .add("item", Json.createObjectBuilder().add("id", e.itemId()).add("type", e.itemType()))
                    .add("delta", e.delta());
            case ItemCompleted e -> json.add("type", "item.completed").add("item", e.item().json());
            case Notice e -> json.add("type", "error").add("message", e.message());
            case TurnCompleted e -> {
                json.add("type", "turn.completed");
                e.usage().ifPresent(usage -> json.add("usage", usage.json()));
            }
            case TurnFailed e -> json.add("type", "turn.failed").add("error", e.error().json());
        }
        return json.build();
    }
}
