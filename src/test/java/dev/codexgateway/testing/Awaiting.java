package dev.codexgateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again for what nobody can tell a test of. */
public final class Awaiting {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private Awaiting() {}

    /** Returns when it is so; fails when that takes long. */
    public static void until(BooleanSupplier condition) {
        within(LONG, condition::getAsBoolean, so -> so);
    }

    /** What was seen when it was as wanted; fails when it was not within the time. */
    public static <T> T within(Duration bound, Supplier<T> look, Predicate<T> wanted) {
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
