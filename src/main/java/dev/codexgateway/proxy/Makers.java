package dev.codexgateway.proxy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.codexgateway.access.Caller;
import dev.codexgateway.proxy.StoredResponses.Made;

/**
 * Writes down who made which response. One thread writes for all: what comes while a transaction runs is in the next one
 * together, so that many answers cost few writes. Safe for concurrent use.
 */
final class Makers implements AutoCloseable {
    /** As long as OpenAI keeps a response by itself. */
    static final Duration KEPT = Duration.ofDays(30);
    private static final Duration SWEEP_EVERY = Duration.ofHours(1);
    private static final int MOST_AT_ONCE = 256;
    private static final Logger LOG = System.getLogger(Makers.class.getName());

    private final StoredResponses store;
    private final Clock clock;
    private final LinkedBlockingQueue<Note> notes = new LinkedBlockingQueue<>();
    private final Thread writer = Thread.ofVirtual().name("response-makers").unstarted(this::write);
    private volatile boolean closed;
    private long swept;

    Makers(StoredResponses store, Clock clock) {
        this.store = store;
        this.clock = clock;
        writer.start();
    }

    /** Notes it; done when it is written down, whether that worked or not. */
    CompletableFuture<Void> remember(String responseId, Caller caller) {
        Note note = new Note(new Made(responseId, caller.id(), clock.instant()), new CompletableFuture<>());
        notes.add(note);
        if (closed) {
            note.written.complete(null);
        }
        return note.written;
    }

    boolean made(String responseId, Caller caller) {
        return store.made(responseId, caller.id());
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }

    private void write() {
        try {
            while (!closed) {
                List<Note> batch = new ArrayList<>();
                Note first = notes.poll(SWEEP_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    notes.drainTo(batch, MOST_AT_ONCE - 1);
                    write(batch);
                }
                sweep();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** A response whose maker could not be noted is nobody's: its answer is not held back for that. */
    private void write(List<Note> batch) {
        try {
            store.remember(batch.stream().map(Note::made).toList());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "makers of responses could not be noted, who will not find them again", e);
        } finally {
            batch.forEach(note -> note.written.complete(null));
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        if (swept == 0 || now - swept > SWEEP_EVERY.toNanos()) {
            swept = now;
            try {
                while (store.sweep(clock.instant().minus(KEPT), MOST_AT_ONCE) == MOST_AT_ONCE && !closed) {
                    LOG.log(Level.DEBUG, "forgot some old responses");
                }
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "old responses could not be forgotten", e);
            }
        }
    }

    private record Note(Made made, CompletableFuture<Void> written) {}
}
