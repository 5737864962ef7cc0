package dev.codexgateway.codex;

import java.time.Instant;

/**
 * A conversation without its turns.
 *
 * @param owner     the id of the caller it belongs to
 * @param turns     how many there are
 * @param status    that of its last turn
 * @param updatedAt when its last turn began or ended
 */
public record Conversation(String id, String owner, String sessionId, String lastTurnId, String model, int turns,
        TurnStatus status,
        Instant createdAt, Instant updatedAt) {

    /** The same as it is shown to a caller who knows it by this name. */
    public Conversation under(String name) {
        return new Conversation(id, owner, name, lastTurnId, model, turns, status, createdAt, updatedAt);
    }

    /** The same with its last turn as it now stands. */
    Conversation now(Turn turn) {
        return new Conversation(id, owner, sessionId, lastTurnId, model, turns, turn.status(), createdAt,
                turn.completedAt().orElse(updatedAt));
    }
}
