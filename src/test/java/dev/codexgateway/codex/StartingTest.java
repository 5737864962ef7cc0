package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.testing.Awaiting;

@Timeout(30)
class StartingTest {
    private static final Turn TURN = new Turn("turn_1", "conv_1", "a", 1, TurnStatus.IN_PROGRESS, "a-model", "",
            Optional.empty(), Optional.empty(), Instant.parse("2026-11-23T12:00:00Z"), Optional.empty());
    private static final Turns.Beginning BEGUN = new Turns.Beginning.Begun(TURN, 1);
    private static final Turns.Beginning REPEATED = new Turns.Beginning.Repeated(TURN);

    private final Starting starting = new Starting();
    private final AtomicInteger places = new AtomicInteger(1);
    private final AtomicReference<Turns.Beginning> written = new AtomicReference<>();

    /** A repetition that overtook the first, and has not written its turn yet, would have the first refused. */
    @Test
    void aRepetitionDoesNotTakeThePlaceOfTheFirst() {
        AtomicReference<CompletableFuture<Turns.Beginning>> second = new AtomicReference<>();
        CountDownLatch over = new CountDownLatch(1);

        Turns.Beginning first;
        try {
            first = starting.start(Optional.of("key"), () -> {
                second.set(beside(() -> starting.start(Optional.of("key"), () -> {
                    take();
                    pass(over);
                    return write();
                }, this::known)));
                return begin();
            }, this::known);
        } finally {
            over.countDown();
        }

        assertThat(List.of(first, second.get().join())).containsExactly(BEGUN, REPEATED);
    }

    @Test
    void aRepetitionOfWhatCouldNotBeBegunIsTriedItself() {
        AtomicReference<CompletableFuture<Turns.Beginning>> second = new AtomicReference<>();

        assertThatThrownBy(() -> starting.start(Optional.of("key"), () -> {
            second.set(beside(() -> starting.start(Optional.of("key"), this::begin, this::known)));
            throw new IllegalStateException("the store is gone");
        }, this::known)).hasMessage("the store is gone");

        assertThat(second.get().join()).isEqualTo(BEGUN);
    }

    @Test
    void otherRequestsWaitForNobody() {
        Turns.Beginning inner = starting.start(Optional.of("key"),
                () -> starting.start(Optional.of("another"),
                        () -> starting.start(Optional.empty(), this::begin, this::known), this::known),
                this::known);

        assertThat(inner).isEqualTo(BEGUN);
    }

    @Test
    void whatWasBegunElsewhereIsFoundWhereALimitRefuses() {
        places.set(0);
        written.set(BEGUN);

        assertThat(starting.start(Optional.of("key"), this::begin, this::known)).isEqualTo(REPEATED);
    }

    @Test
    void whatIsNowhereIsRefusedByTheLimit() {
        places.set(0);

        assertThatThrownBy(() -> starting.start(Optional.of("key"), this::begin, this::known))
                .isInstanceOf(GatewayException.class);
    }

    private Turns.Beginning begin() {
        take();
        return write();
    }

    private void take() {
        if (places.getAndUpdate(free -> Math.max(0, free - 1)) == 0) {
            throw new GatewayException(new GatewayError.TooManyRequests("No place.", Duration.ofSeconds(1)));
        }
    }

    private Turns.Beginning write() {
        written.set(BEGUN);
        return BEGUN;
    }

    private Optional<Turns.Beginning> known() {
        return Optional.ofNullable(written.get()).map(_ -> REPEATED);
    }

    private static void pass(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Comes back when it waits, or is done. */
    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        Awaiting.within(Duration.ofSeconds(10), thread::getState,
                state -> state == Thread.State.TIMED_WAITING || state == Thread.State.TERMINATED);
        return result;
    }
}
