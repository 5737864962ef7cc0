package dev.codexgateway.codex;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for news of a running turn, or for its end as written. To wake them takes no lock for which they would then
 * queue. Safe for concurrent use.
 */
final class Watchers {
    /** How long those who listen keep those who wait from being woken. */
    private static final Duration TELLING = Duration.ofMillis(500);
    private static final System.Logger LOG = System.getLogger(Watchers.class.getName());

    /** One thread wakes all who wait for it: nobody has to run for the next one to be woken. */
    private final CompletableFuture<Boolean> woken = new CompletableFuture<>();
    private final AtomicReference<@Nullable Turn> ended = new AtomicReference<>();
    private final Set<Consumer<Turn>> listeners = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch news = new CountDownLatch(1);

    /** Opens when there is more to see than now. To be taken before looking. */
    CountDownLatch news() {
        return news;
    }

    /** Wakes who took the news before now. */
    synchronized void tellNews() {
        CountDownLatch seen = news;
        news = new CountDownLatch(1);
        seen.countDown();
    }

    /**
     * The turn is over, and written so. Who listens is told first, one after the other by one thread, which takes a fraction of
     * the time that hundreds need to be woken; one that blocks after all holds up nobody for long. Who waits is woken by a
     * virtual thread: it puts them all into one queue, and who has been answered and wants to go on goes behind those who have
     * not.
     */
    void over(Turn turn) {
        ended.compareAndSet(null, turn);
        Thread telling = Thread.ofVirtual().name("turn-told")
                .start(() -> ended().ifPresent(end -> listeners.forEach(listener -> tell(listener, end))));
        Thread.ofVirtual().name("turn-over").start(() -> {
            awaitTold(telling);
            woken.complete(true);
            tellNews();
        });
    }

    private static void awaitTold(Thread telling) {
        try {
            telling.join(TELLING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tell(Consumer<Turn> listener, Turn end) {
        try {
            listener.accept(end);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a listener failed; who waits for it does it himself", e);
        }
    }

    /** The turn as it ended, once that is written. */
    Optional<Turn> ended() {
        return Optional.ofNullable(ended.get());
    }

    /**
     * Waits for the end to be written; empty if that took longer, or the waiting was interrupted.
     *
     * @param listener is told the end by another thread, before anybody is woken; it must not block. It may be told while, or
     *                 although, the waiting has ended, more than once, or not at all
     */
    Optional<Turn> awaitEnd(Duration wait, Consumer<Turn> listener) {
        listeners.add(listener);
        try {
            woken.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return ended();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            listeners.remove(listener);
        }
        return ended();
    }
}
