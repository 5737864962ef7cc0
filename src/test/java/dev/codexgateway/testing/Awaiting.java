package dev.codexgateway.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again for what nobody can tell a test of. */
public final class Awaiting {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private Awaiting() {}

    /** Returns when it is so; fails when that takes long. */
    public static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it was not so within " + LONG);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}
