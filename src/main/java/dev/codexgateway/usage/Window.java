package dev.codexgateway.usage;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Ticker;

/**
 * How many requests of one caller there were in the last {@link #LENGTH}, whichever 60 seconds one looks at: a limit that is
 * filled anew at each full minute would let twice as many through around it. Counted in parts of a quarter of a second, a
 * request is forgotten up to one part late and never early. Safe for concurrent use.
 */
final class Window {
    static final Duration LENGTH = Duration.ofMinutes(1);
    private static final int PARTS = 240;
    private static final long PART = LENGTH.toNanos() / PARTS;

    private final Ticker ticker;
    private final int[] counts = new int[PARTS + 1];
    private long newest;
    private long oldest;
    private int used;

    Window(Ticker ticker) {
        this.ticker = ticker;
        this.newest = part(ticker.read());
        this.oldest = newest;
    }

    /** Takes one if fewer than {@code limit} are used. */
    synchronized State take(int limit) {
        long time = ticker.read();
        advance(time);
        boolean taken = used < limit;
        if (taken) {
            counts[slot(newest)]++;
            used++;
        }
        return state(taken, time);
    }

    /** One that was taken in this part was none. */
    synchronized State giveBack(long part) {
        long time = ticker.read();
        advance(time);
        if (part >= newest - PARTS && counts[slot(part)] > 0) {
            counts[slot(part)]--;
            used--;
        }
        return state(false, time);
    }

    private void advance(long time) {
        long now = Math.max(part(time), newest);
        for (long next = Math.max(newest + 1, now - PARTS); next <= now; next++) {
            used -= counts[slot(next)];
            counts[slot(next)] = 0;
        }
        newest = now;
        oldest = Math.max(oldest, newest - PARTS);
    }

    private State state(boolean taken, long time) {
        while (oldest < newest && counts[slot(oldest)] == 0) {
            oldest++;
        }
        long until = used == 0 ? 0 : (oldest + PARTS + 1) * PART - time;
        return new State(taken, newest, used, Duration.ofNanos(Math.max(0, until)));
    }

    private static long part(long time) {
        return Math.floorDiv(time, PART);
    }

    private static int slot(long part) {
        return Math.floorMod(part, PARTS + 1);
    }

    /**
     * @param taken whether one was taken by this call
     * @param part  in which
     * @param used  how many are
     * @param reset until the oldest of them is forgotten
     */
    record State(boolean taken, long part, int used, Duration reset) {}
}
