package dev.codexgateway.edge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * What one thread waits for, so that others can end it. A wait has a number, and whoever ends it from outside must win
 * against the thread that ends it itself, so nothing is ever broken that follows the wait. Nothing is set up or taken down
 * for it. {@link #begin} and {@link #end} are for the thread that waits, all else is for any other.
 */
final class Wait {
    private static final VarHandle STATE;
    private static final long NONE = 0;
    private static final long BROKEN = -1;
    /** Somebody begins to read ahead; the wait goes on in a moment. */
    private static final long HELD = -2;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Wait.class, "state", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable")
    private volatile long state;
    private long number;
    private long since;
    private long deadline;
    private boolean whileHere;
    private Runnable breaker = () -> {};

    /**
     * @param patience  how long it may last
     * @param breaker   what ends it from another thread
     * @param whileHere whether it is to be ended too when the caller goes
     */
    void begin(Duration patience, Runnable breaker, boolean whileHere) {
        long now = System.nanoTime();
        this.since = now;
        this.deadline = now + patience.toNanos();
        this.whileHere = whileHere;
        this.breaker = breaker;
        state = ++number;
    }

    /** It is over; false if it was broken. */
    boolean end() {
        while (!STATE.compareAndSet(this, number, NONE)) {
            long now = state;
            if (now == BROKEN) {
                state = NONE;
                return false;
            }
            if (now == NONE) {
                return true;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Breaks it if it has lasted too long. */
    void breakIfLate(long now) {
        long current = state;
        if (current <= NONE) {
            return;
        }
        boolean late = now - deadline > 0;
        Runnable action = breaker;
        if (late && STATE.compareAndSet(this, current, BROKEN)) {
            action.run();
        }
    }

    /** Does something meanwhile, if it ends with the caller and has lasted longer than so many nanoseconds: it cannot end before. */
    void meanwhile(long now, long after, Runnable work) {
        long current = state;
        if (current > NONE && whileHere && now - since > after && STATE.compareAndSet(this, current, HELD)) {
            work.run();
            state = current;
        }
    }

    /** Breaks it if it ends with the caller, who has gone. */
    void breakIfWhileHere() {
        while (true) {
            long current = state;
            if (current == NONE || current == BROKEN) {
                return;
            }
            Runnable action = breaker;
            if (current != HELD) {
                if (!whileHere) {
                    return;
                }
                if (STATE.compareAndSet(this, current, BROKEN)) {
                    action.run();
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }
}
