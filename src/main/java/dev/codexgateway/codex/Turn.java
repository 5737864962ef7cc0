package dev.codexgateway.codex;

import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.usage.Usage;

/**
 * A turn as it stands.
 *
 * @param number  counts the conversation's turns from 1
 * @param content the answer, or as much of it as there is
 */
public record Turn(String id, String conversationId, String sessionId, int number, TurnStatus status, String model,
        String content, Optional<Usage> usage, Optional<TurnError> error, Instant createdAt,
        Optional<Instant> completedAt) {

    Turn saying(String text) {
        return new Turn(id, conversationId, sessionId, number, status, model, text, usage, error, createdAt,
                completedAt);
    }
}
