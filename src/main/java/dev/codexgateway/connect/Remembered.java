package dev.codexgateway.connect;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What was found by looking at something that takes time. Of those who ask at once one has it looked at, the others wait for
 * the same, and who asks soon after is told it again. Nobody waits longer than {@link #BOUND}. Safe for concurrent use.
 */
final class Remembered<T> {
    static final Duration BOUND = Duration.ofSeconds(4);
    private static final Logger LOG = System.getLogger(Remembered.class.getName());

    private final Supplier<T> look;
    private final T unseen;
    private final Function<T, Duration> keeping;
    private final Clock clock;
    private final Executor threads;
    private @Nullable CompletableFuture<Found<T>> latest;

    /**
     * @param look    takes its time, and should end by itself
     * @param unseen  what is said when nothing was found within the bound
     * @param keeping how long what was found is said again
     */
    Remembered(Supplier<T> look, T unseen, Function<T, Duration> keeping, Clock clock, Executor threads) {
        this.look = look;
        this.unseen = unseen;
        this.keeping = keeping;
        this.clock = clock;
        this.threads = threads;
    }

    /** What was found, as soon as it is; never a failure. */
    CompletableFuture<T> ask() {
        return current().thenApply(Found::value);
    }

    private synchronized CompletableFuture<Found<T>> current() {
        CompletableFuture<Found<T>> known = latest;
        if (known == null || stale(known)) {
            known = CompletableFuture.supplyAsync(look, threads)
                    .completeOnTimeout(unseen, BOUND.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(this::failed)
                    .thenApply(value -> new Found<>(value, clock.instant()));
            latest = known;
        }
        return known;
    }

    private boolean stale(CompletableFuture<Found<T>> known) {
        if (!known.isDone()) {
            return false;
        }
        Found<T> found = known.join();
        return !clock.instant().isBefore(found.at().plus(keeping.apply(found.value())));
    }

    private T failed(Throwable e) {
        LOG.log(Level.ERROR, "unexpected failure of a check", e);
        return unseen;
    }

    private record Found<T>(T value, Instant at) {}
}
