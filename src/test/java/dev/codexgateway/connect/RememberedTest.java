package dev.codexgateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.MutableClock;

/** Looking at what takes time: once for all who ask, and never for longer than the bound. */
class RememberedTest {
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final MutableClock clock = new MutableClock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameLook() {
        CountDownLatch seen = new CountDownLatch(1);
        Remembered<String> remembered = remembered(() -> {
            await(seen);
            return "look " + looks.incrementAndGet();
        });

        List<CompletableFuture<String>> asked = Stream.generate(remembered::ask).limit(20).toList();
        seen.countDown();

        assertThat(asked.stream().map(CompletableFuture::join)).containsOnly("look 1");
    }

    @Test
    void whatWasFoundIsToldAgainForAWhile() {
        Remembered<String> remembered = remembered(() -> "look " + looks.incrementAndGet());
        remembered.ask().join();

        clock.advance(KEPT.minusMillis(1));
        assertThat(remembered.ask().join()).isEqualTo("look 1");
        clock.advance(Duration.ofMillis(1));
        assertThat(remembered.ask().join()).isEqualTo("look 2");
    }

    @Test
    void aLookThatHangsIsGivenUpAtTheBound() {
        Remembered<String> remembered = remembered(() -> {
            await(new CountDownLatch(1));
            return "never";
        });
        long start = System.nanoTime();

        assertThat(remembered.ask().join()).isEqualTo("unseen");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Remembered.BOUND,
                Remembered.BOUND.plusSeconds(2));
    }

    @Test
    void aLookThatFailsIsNoFailureOfWhoAsked() {
        Remembered<String> remembered = remembered(() -> {
            throw new IllegalStateException("a bug");
        });

        assertThat(remembered.ask().join()).isEqualTo("unseen");
    }

    private Remembered<String> remembered(Supplier<String> look) {
        return new Remembered<>(look, "unseen", _ -> KEPT, clock, threads);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
