package dev.codexgateway.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.access.Caller;

/** Books what callers used. Safe for concurrent use. */
public interface Accounts {

    /** Books one call to a model that has ended, however it ended. Does not wait for the store. */
    void book(Caller caller, Call call);

    /**
     * A call to a model: a turn, or a request that was passed through.
     *
     * @param model       as the upstream named it in its answer, else as configured; never as a caller did: it becomes a label
     * @param outcome     one word of ours, such as {@code completed}, {@code failed}, {@code cancelled}, {@code refused}
     * @param usage       the tokens, if the upstream told them
     * @param toFirstByte from the beginning to the first byte of the answer, if there was one
     */
    record Call(Instant begunAt, String model, String outcome, Optional<Usage> usage, Optional<Duration> toFirstByte,
            Duration took) {}
}
