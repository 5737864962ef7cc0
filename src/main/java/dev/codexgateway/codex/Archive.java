package dev.codexgateway.codex;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Conversations as they can be read, and their removal. Safe for concurrent use. */
public interface Archive {

    Optional<Conversation> find(String owner, String sessionId);

    /** A turn; a running one with what has been written of its answer, which costs reading its events. */
    Optional<Turn> turn(String turnId);

    /** Newest first, from just after {@code before} if given. */
    List<Conversation> list(String owner, Optional<Position> before, int limit);

    /** Events in order, of one turn or of all. */
    List<RecordedEvent> events(String conversationId, Optional<String> turnId, long afterSeq, int limit);

    /** Removes a conversation with everything in it; false if it was gone. */
    boolean delete(String conversationId);

    /** Removes up to {@code limit} conversations that nothing happened in since, each in a transaction of its own; how many. */
    int sweep(Instant unchangedSince, int limit);

    /** A place in a caller's list. */
    record Position(Instant createdAt, String conversationId) {}
}
