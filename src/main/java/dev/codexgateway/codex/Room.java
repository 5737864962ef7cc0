package dev.codexgateway.codex;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.usage.Limits;

/** What this process has room for: so many turns at once, and so much of prompts in memory. Safe for concurrent use. */
final class Room {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int turns;
    private final Semaphore free;
    private final PromptMemory memory = PromptMemory.ofThisProcess();

    Room(int turns) {
        this.turns = turns;
        this.free = new Semaphore(turns);
    }

    /** How many turns have a place. */
    int taken() {
        return turns - free.availablePermits();
    }

    /**
     * A place for a turn.
     *
     * @param refused is told which limit stood in the way
     * @throws GatewayException {@code TooManyRequests} if there is none
     */
    Limits.Place take(Prompt prompt, Consumer<String> refused) {
        if (!free.tryAcquire()) {
            refused.accept("running-turns");
            throw refusal("Too many turns are running; try again.");
        }
        if (!memory.tryHold(prompt)) {
            free.release();
            refused.accept("prompt-memory");
            throw refusal("The prompts that are being worked on are too large together; try again.");
        }
        AtomicBoolean held = new AtomicBoolean(true);
        return () -> {
            if (held.compareAndSet(true, false)) {
                memory.release(prompt);
                free.release();
            }
        };
    }

    /** Waits until every place is free, for as long as given. */
    void awaitEmpty(Duration wait) {
        try {
            if (free.tryAcquire(turns, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                free.release(turns);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static GatewayException refusal(String detail) {
        return new GatewayException(new GatewayError.TooManyRequests(detail, SOON));
    }
}
