package dev.codexgateway.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks until another process has come to where a test wants it: it cannot be told to say so. */
final class Eventually {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private Eventually() {}

    /** What was seen when it was as wanted; fails when it was not within the time. */
    static <T> T within(Duration bound, Supplier<T> look, Predicate<T> wanted) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (true) {
            boolean last = System.nanoTime() > deadline;
            T seen = look.get();
            if (wanted.test(seen)) {
                return seen;
            }
            if (last) {
                throw new AssertionError("Not in " + bound + "; at last it was " + seen);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
