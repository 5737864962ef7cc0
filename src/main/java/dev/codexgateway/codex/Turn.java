package dev.codexgateway.codex;

import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.usage.Usage;

/**
 * A turn as it stands.
 *
 * @param sessionId the name by which its conversation was asked for, else the first one
 * @param number  counts the conversation's turns from 1
 * @param content the answer, or as much of it as there is
 */
public record Turn(String id, String conversationId, String sessionId, int number, TurnStatus status, String model,
        String content, Optional<Usage> usage, Optional<TurnError> error, Instant createdAt,
        Optional<Instant> completedAt) {

    /** The same as it is shown to a caller who knows its conversation by this name. */
    Turn under(String name) {
        return new Turn(id, conversationId, name, number, status, model, content, usage, error, createdAt, completedAt);
    }

    Turn saying(String text) {
        return new Turn(id, conversationId, sessionId, number, status, model, text, usage, error, createdAt,
                completedAt);
    }

    Turn ended(Turns.Ending ending) {
        return new Turn(id, conversationId, sessionId, number, ending.status(), model, ending.content(),
                ending.usage(), ending.error(), createdAt, Optional.of(ending.completedAt()));
    }
}
