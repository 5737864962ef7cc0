package dev.codexgateway.codex;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Those who wait for news of a running turn, or for its end as written. To wake them takes no lock for which they would then
 * queue. Safe for concurrent use.
 */
final class Watchers {
    /** One thread wakes all who wait for it: nobody has to run for the next one to be woken. */
    private final CompletableFuture<Boolean> woken = new CompletableFuture<>();
    private final AtomicReference<@Nullable Turn> ended = new AtomicReference<>();
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
     * The turn is over, and written so. Who waits is woken by a virtual thread: it puts them all into one queue, and who has
     * been answered and wants to go on goes behind those who have not.
     */
    void over(Turn turn) {
        ended.compareAndSet(null, turn);
        Thread.ofVirtual().name("turn-over").start(() -> {
            woken.complete(true);
            tellNews();
        });
    }

    /** The turn as it ended, once that is written. */
    Optional<Turn> ended() {
        return Optional.ofNullable(ended.get());
    }

    /** Waits for the end to be written; empty if that took longer, or the waiting was interrupted. */
    Optional<Turn> awaitEnd(Duration wait) {
        try {
            woken.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return ended();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return ended();
    }
}
