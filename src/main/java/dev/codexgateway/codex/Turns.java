package dev.codexgateway.codex;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.codexgateway.usage.Usage;

/**
 * Turns in the making. A process registers, renews its lease and may then write the turns it began; whoever finds a turn
 * whose process let the lease run out ends it. Safe for concurrent use, also by several processes.
 */
public interface Turns {

    /** Writes a turn before it runs, in one step with its conversation if that is new, and its first events. */
    Beginning begin(NewTurn turn);

    /** The turn that this request already began, if there is one. */
    Optional<Beginning> earlier(String owner, Repeat repeat, Instant now);

    /** The turn that a chat's prompt already began, if this is that prompt once more. */
    Optional<Beginning> retried(Retry retry, Instant now);

    /**
     * Writes what turns have told, and their ends, in one transaction. A progress may come again, unchanged, when its answer
     * was lost: it is then written once.
     *
     * @return the ids of those that are no longer this process's to write: another ended them, or they were deleted
     */
    Set<String> write(String process, Collection<Progress> progress);

    History history(String conversationId, int beforeNumber);

    /** Asks the process that runs the turn to cancel it. */
    void requestCancel(String turnId);

    /** Which of a process's turns it was asked to cancel. */
    List<String> cancelRequests(String process);

    /** Which turns of a process run, as the store has it. */
    List<String> running(String process);

    /** Ends a turn of this process that it does not run, as interrupted. */
    void abandon(String process, String turnId, Instant now);

    /** Begins or renews a process's lease, by the database's clock. */
    void renew(String process, Duration lease);

    /** Gives the lease back. */
    void leave(String process);

    /** Ends up to {@code limit} turns whose process's lease has run out; the ids of those that this call ended. */
    List<String> interruptOrphans(Instant now, int limit);

    /**
     * @param turn        as it will be seen
     * @param owner       the caller's id
     * @param process     who runs it
     * @param repeat      by what a repetition is known, if the caller said
     * @param retry       by what it is known where the caller did not
     */
    record NewTurn(Draft turn, String owner, String process, Prompt prompt, Optional<Repeat> repeat,
            Optional<Retry> retry) {}

    /** @param conversationId used if the session is new */
    record Draft(String turnId, String conversationId, String sessionId, String model, Instant createdAt) {}

    /**
     * @param key         the caller's request id
     * @param fingerprint of what was asked, to tell a repetition from a reuse
     * @param sessionId   the session the caller named, if any
     */
    record Repeat(String key, String fingerprint, Optional<String> sessionId) {}

    /**
     * Nobody asked for it, but a chat may send a prompt again when the answer takes long. It is known while its turn runs, and
     * when that completed within {@link #WITHIN} of its start.
     *
     * @param key  a hash of the caller, the chat, the conversation and what was asked
     * @param anew whether the caller wants the same once more: then it is a repetition only of one that wanted so, too, and runs
     */
    record Retry(String key, boolean anew) {
        public static final Duration WITHIN = Duration.ofSeconds(60);
    }

    /** What came of beginning a turn. */
    sealed interface Beginning {
        /** @param lastSeq the number of the last event written */
        record Begun(Turn turn, long lastSeq) implements Beginning {}

        record Repeated(Turn turn) implements Beginning {}

        /** Another turn of the conversation runs. */
        record Busy(String turnId) implements Beginning {}

        /** The request id was used for something else. */
        record KeyReused() implements Beginning {}
    }

    /** @param lastSeq the number of the last event in {@code events}, or before them */
    record Progress(String turnId, String conversationId, long lastSeq, List<RecordedEvent> events,
            Optional<Ending> ending) {}

    record Ending(TurnStatus status, String content, Optional<Usage> usage, Optional<TurnError> error,
            Optional<String> reference, Instant completedAt) {}
}
