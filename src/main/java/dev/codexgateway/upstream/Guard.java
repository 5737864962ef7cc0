package dev.codexgateway.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.upstream.UpstreamFault.Reason;

/**
 * Bounds one call's blocking I/O in time and lets another thread break it.
 *
 * <p>Breaking interrupts the thread that is inside the I/O, and only while it is: a virtual thread's blocking socket call
 * then ends by closing the socket, which is what must happen. Socket timeouts are not used, since a dribbling peer outlives
 * them. {@link #stop} may be called by any thread, the rest by the call's own.
 */
final class Guard implements AutoCloseable {
    /** How long the watchdog sleeps while there is nothing to watch. */
    private static final Duration IDLE = Duration.ofHours(1);

    private final Thread watchdog = Thread.ofVirtual().name("upstream-watchdog").unstarted(this::watch);
    private @Nullable Thread inside;
    private Optional<Reason> broken = Optional.empty();
    private long deadline = Long.MAX_VALUE;
    private long wakes = Long.MAX_VALUE;
    private boolean closed;

    Guard() {
        watchdog.start();
    }

    /**
     * Runs I/O for at most this long; within another run, for no longer than that one has left.
     *
     * @throws UpstreamFault if it was broken, whatever the I/O made of it
     */
    <T> T run(Duration limit, Supplier<T> io) {
        long outer = enter(limit);
        try {
            return io.get();
        } catch (RuntimeException e) {
            throw broken().<RuntimeException>map(reason -> new UpstreamFault(reason, e)).orElse(e);
        } finally {
            leave(outer);
        }
    }

    void stop() {
        breakNow(Reason.STOPPED);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        LockSupport.unpark(watchdog);
    }

    private synchronized Optional<Reason> broken() {
        return broken;
    }

    /** The deadline that held before. */
    private long enter(Duration limit) {
        long outer;
        boolean sleepsTooLong;
        synchronized (this) {
            broken.ifPresent(reason -> {
                throw new UpstreamFault(reason);
            });
            inside = Thread.currentThread();
            outer = deadline;
            deadline = Math.min(outer, System.nanoTime() + limit.toNanos());
            sleepsTooLong = wakes > deadline;
        }
        if (sleepsTooLong) {
            LockSupport.unpark(watchdog);
        }
        return outer;
    }

    private synchronized void leave(long outer) {
        deadline = outer;
        if (outer != Long.MAX_VALUE) {
            return;
        }
        inside = null;
        if (broken.isPresent()) {
            // Ours, and it has done its work: what follows on this thread must not be hit by it.
            Thread.interrupted();
        }
    }

    private synchronized void breakNow(Reason reason) {
        if (broken.isEmpty()) {
            broken = Optional.of(reason);
            if (inside != null) {
                inside.interrupt();
            }
        }
    }

    private void watch() {
        while (true) {
            long left;
            synchronized (this) {
                if (closed || broken.isPresent()) {
                    return;
                }
                left = deadline == Long.MAX_VALUE ? IDLE.toNanos() : deadline - System.nanoTime();
                wakes = System.nanoTime() + left;
            }
            if (left <= 0) {
                breakNow(Reason.TIMEOUT);
                return;
            }
            LockSupport.parkNanos(left);
        }
    }
}
