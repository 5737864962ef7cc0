package dev.codexgateway.api;

import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.codex.Conversation;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.json.Json;

/** How turns and conversations look in JSON, the same in every protocol. */
public final class ConversationJson {

    private ConversationJson() {}

    /** A turn without its events. */
    public static JsonObjectBuilder turn(Turn turn) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", "ai_response")
                .add("session_id", turn.sessionId())
                .add("conversation_id", turn.conversationId())
                .add("turn_id", turn.id())
                .add("status", turn.status().word())
                .add("content", turn.content())
                .add("model", turn.model());
        turn.usage().ifPresent(usage -> json.add("usage", usage.json()));
        json.add("created_at", turn.createdAt().toString());
        turn.completedAt().ifPresent(time -> json.add("completed_at", time.toString()));
        return json.add("error", turn.error().<JsonValue>map(error -> error.json()).orElse(JsonValue.NULL));
    }

    public static JsonArray events(List<RecordedEvent> events) {
        JsonArrayBuilder json = Json.createArrayBuilder();
        events.forEach(event -> json.add(event.json()));
        return json.build();
    }

    /** What came of cancelling: whether that ended a running turn, and which it was; nothing if there is no such conversation. */
    public static JsonObject cancelled(SessionId session, Optional<Conversations.Cancelled> cancelled) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("cancelled", cancelled.filter(Conversations.Cancelled::now).isPresent())
                .add("session_id", session.value());
        cancelled.map(Conversations.Cancelled::turn).ifPresent(
                turn -> json.add("conversation_id", turn.conversationId()).add("turn_id", turn.id()));
        return json.build();
    }

    /** A conversation without its turns. */
    public static JsonObject summary(Conversation conversation) {
        return Json.createObjectBuilder()
                .add("session_id", conversation.sessionId())
                .add("conversation_id", conversation.id())
                .add("status", conversation.status().word())
                .add("model", conversation.model())
                .add("turns", conversation.turns())
                .add("created_at", conversation.createdAt().toString())
                .add("updated_at", conversation.updatedAt().toString())
                .build();
    }
}
