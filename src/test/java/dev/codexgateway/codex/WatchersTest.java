package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.testing.Awaiting;

@Timeout(30)
class WatchersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Turn ENDED = new Turn("turn_1", "conv_1", "a", 1, TurnStatus.COMPLETED, "a-model", "",
            Optional.empty(), Optional.empty(), NOW, Optional.of(NOW));
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Watchers watchers = new Watchers();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Test
    void whoeverListensIsToldBeforeAnybodyIsWoken() {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<Optional<Turn>> other = await(_ -> {});
        await(_ -> {
            told.countDown();
            pass(looked);
        });

        watchers.over(ENDED);

        pass(told);
        assertThat(other).isNotDone();
        looked.countDown();
        assertThat(other.join()).hasValue(ENDED);
    }

    @Test
    void aListenerThatFailsKeepsNobodyFromBeingToldOrWoken() {
        Consumer<Turn> failing = _ -> {
            throw new IllegalStateException("a listener that fails");
        };
        List<CompletableFuture<Optional<Turn>>> waiting = List.of(await(failing), await(turn -> seen.add(turn.id())),
                await(failing));

        watchers.over(ENDED);

        assertThat(waiting).allSatisfy(one -> assertThat(one.join()).hasValue(ENDED));
        assertThat(seen).containsExactly("turn_1");
    }

    @Test
    void aListenerThatBlocksKeepsNobodyFromBeingWoken() {
        CountDownLatch never = new CountDownLatch(1);
        List<CompletableFuture<Optional<Turn>>> waiting = List.of(await(_ -> pass(never)), await(_ -> pass(never)));

        watchers.over(ENDED);

        assertThat(waiting).allSatisfy(one -> assertThat(one.join()).hasValue(ENDED));
        never.countDown();
    }

    @Test
    void whoWaitsNoLongerIsNotTold() {
        assertThat(watchers.awaitEnd(Duration.ofMillis(1), turn -> seen.add(turn.id()))).isEmpty();

        watchers.over(ENDED);

        assertThat(watchers.awaitEnd(LONG, _ -> {})).hasValue(ENDED);
        assertThat(seen).isEmpty();
    }

    /** Returns when it waits. */
    private CompletableFuture<Optional<Turn>> await(Consumer<Turn> listener) {
        CompletableFuture<Optional<Turn>> end = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().daemon().start(() -> end.complete(watchers.awaitEnd(LONG, listener)));
        Awaiting.within(LONG, waiting::getState, state -> state == Thread.State.TIMED_WAITING);
        return end;
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
