package dev.codexgateway.codex;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Conversations as they can be read, and their removal. Safe for concurrent use. */
public interface Archive {

    Optional<Conversation> find(String owner, String sessionId);

    /** A turn; a running one with what has been written of its answer, which costs reading its events. */
    Optional<Turn> turn(String turnId);

    /** How a turn stands, which is cheap to ask. */
    Optional<TurnStatus> status(String turnId);

    /**
     * Gives a conversation a further name, by which it is found as by its first one.
     *
     * @param session one that names another conversation of the owner stays with that
     */
    Naming name(String owner, String conversationId, String session, Instant now);

    /** Newest first, from just after {@code before} if given. */
    List<Conversation> list(String owner, Optional<Position> before, int limit);

    /** Events in order, of one turn or of all. */
    List<RecordedEvent> events(String conversationId, Optional<String> turnId, long afterSeq, int limit);

    /** Removes a conversation with everything in it; false if it was gone. */
    boolean delete(String conversationId);

    /** Removes up to {@code limit} conversations that nothing happened in since, each in a transaction of its own; how many. */
    int sweep(Instant unchangedSince, int limit);

    /** What came of naming. */
    enum Naming {
        /** The name leads to the conversation, also if it did before. */
        NAMED,
        /** It leads to another one. */
        TAKEN,
        /** The conversation has as many names as one may have. */
        FULL,
        /** The owner has no such conversation. */
        UNKNOWN
    }

    /** A place in a caller's list. */
    record Position(Instant createdAt, String conversationId) {}
}
