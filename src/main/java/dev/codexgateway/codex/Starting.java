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
 * Turns that are being begun. A repetition starts nothing, so no limit may refuse it, and it may take no place from the first:
 * of one request's repetitions only one at a time is begun here, and where a limit refuses that, it is looked once more whether
 * the turn is there. Safe for concurrent use.
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
        return key.map(name -> alone(name, begin, known)).orElseGet(() -> begin(begin, known));
    }

    private Turns.Beginning alone(String key, Supplier<Turns.Beginning> begin,
            Supplier<Optional<Turns.Beginning>> known) {
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch theirs = underWay.putIfAbsent(key, mine);
        while (theirs != null && over(theirs)) {
            Optional<Turns.Beginning> theirTurn = known.get();
            if (theirTurn.isPresent()) {
                return theirTurn.get();
            }
            theirs = underWay.putIfAbsent(key, mine);
        }
        try {
            return begin(begin, known);
        } finally {
            underWay.remove(key, mine);
            mine.countDown();
        }
    }

    private static Turns.Beginning begin(Supplier<Turns.Beginning> begin, Supplier<Optional<Turns.Beginning>> known) {
        try {
            return begin.get();
        } catch (GatewayException e) {
            if (!(e.error() instanceof GatewayError.TooManyRequests)) {
                throw e;
            }
            return known.get().orElseThrow(() -> e);
        }
    }

    /** Whether it was over in time; what takes too long is not waited for, and the store tells repetitions apart. */
    private static boolean over(CountDownLatch other) {
        try {
            return other.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
