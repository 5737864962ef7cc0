package dev.codexgateway.edge;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends the wait of the current thread for its caller: it is interrupted, which closes the connection. Helidon's server has no
 * read timeout, and who stalls in the middle of a request would hold a thread and a socket for ever.
 */
final class Deadline implements AutoCloseable {
    private static final ScheduledThreadPoolExecutor ALARMS = alarms();

    private final Thread waiting = Thread.currentThread();
    private final Future<?> alarm;
    private boolean over;

    private Deadline(Duration patience) {
        this.alarm = ALARMS.schedule(this::ring, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Deadline in(Duration patience) {
        return new Deadline(patience);
    }

    /** From here on the thread is left alone. */
    @Override
    public void close() {
        alarm.cancel(false);
        synchronized (this) {
            over = true;
        }
    }

    private synchronized void ring() {
        if (!over) {
            waiting.interrupt();
        }
    }

    private static ScheduledThreadPoolExecutor alarms() {
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("request-deadlines").factory());
        alarms.setRemoveOnCancelPolicy(true);
        return alarms;
    }
}
