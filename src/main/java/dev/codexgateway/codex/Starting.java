package dev.codexgateway.codex;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * Turns that are being begun. A repetition starts nothing, so no limit may refuse it: where one does, it is looked once more
 * whether the turn is there, and the same request that is just beginning it here is waited for. Safe for concurrent use.
 */
final class Starting {
    /** Longer than a store takes to write a turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ConcurrentMap<String, CountDownLatch> underWay = new ConcurrentHashMap<>();

    /**
     * Begins a turn.
     *
     * @param key   the same for repetitions
     * @param known the answer for what needs no new turn
     */
    Turns.Beginning start(Optional<String> key, Supplier<Turns.Beginning> begin,
            Supplier<Optional<Turns.Beginning>> known) {
        CountDownLatch mine = new CountDownLatch(1);
        Optional<CountDownLatch> theirs = key.map(name -> underWay.putIfAbsent(name, mine));
        try {
            return begin.get();
        } catch (GatewayException e) {
            if (!(e.error() instanceof GatewayError.TooManyRequests)) {
                throw e;
            }
            theirs.ifPresent(Starting::await);
            return known.get().orElseThrow(() -> e);
        } finally {
            key.ifPresent(name -> underWay.remove(name, mine));
            mine.countDown();
        }
    }

    private static void await(CountDownLatch other) {
        try {
            other.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
