package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Concurrently;

@Timeout(30)
class RunningTurnTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Optional<Agent.Answer> ANSWER = Optional.of(new Agent.Answer("the answer", Optional.empty(),
            Optional.empty(), Optional.of("resp_1")));

    private final Turn begun = new Turn("turn_1", "conv_1", "a", 1, TurnStatus.IN_PROGRESS, "a-model", "",
            Optional.empty(), Optional.empty(), NOW, Optional.empty());
    private final AtomicInteger hurries = new AtomicInteger();
    private final RunningTurn turn = new RunningTurn(begun, 2, hurries::incrementAndGet);

    @Test
    void theEndIsDecidedOnce() {
        List<Boolean> decided = Concurrently.call(16, this::complete);

        assertThat(decided).filteredOn(first -> first).hasSize(1);
        assertThat(turn.take().orElseThrow().events()).hasSize(1);
    }

    @Test
    void whoeverComesAfterTheEndChangesNothing() {
        turn.finish(TurnStatus.CANCELLED, Optional.empty(), Optional.of(TurnError.CANCELLED), NOW);

        assertThat(complete()).isFalse();
        assertThat(writeAll()).map(Turns.Ending::error).contains(Optional.of(TurnError.CANCELLED));
        assertThat(turn.now().status()).isEqualTo(TurnStatus.CANCELLED);
    }

    @Test
    void whatIsToldAfterTheEndIsDropped() {
        say("said");
        turn.finish(TurnStatus.CANCELLED, Optional.empty(), Optional.of(TurnError.CANCELLED), NOW);

        say(" too late");

        assertThat(writeAll()).map(Turns.Ending::content).contains("said");
        assertThat(turn.take()).isEmpty();
        assertThat(turn.now().content()).isEqualTo("said");
    }

    @Test
    void aFailureIsToldBeforeTheTurnFails() {
        turn.finish(TurnStatus.FAILED, Optional.empty(), Optional.of(TurnError.DEADLINE), NOW);

        assertThat(turn.take().orElseThrow().events()).extracting(event -> event.body().getString("type"))
                .containsExactly("error", "turn.failed");
    }

    @Test
    void watchersSeeTheEndOnlyWhenItIsWritten() {
        say("said");
        complete();

        assertThat(turn.await(Duration.ZERO).status()).isEqualTo(TurnStatus.IN_PROGRESS);
        assertThat(turn.isOver()).isFalse();
        assertThat(types(turn.unwrittenAfter(0))).containsExactly("item.updated");

        assertThat(turn.written(turn.take().orElseThrow())).isTrue();
        assertThat(turn.await(Duration.ZERO)).isEqualTo(new Turn("turn_1", "conv_1", "a", 1, TurnStatus.COMPLETED,
                "a-model", "the answer", Optional.empty(), Optional.empty(), NOW, Optional.of(NOW)));
    }

    @Test
    void aWatcherWakesWhenTheEndIsWritten() throws Exception {
        FutureTask<Turn> watcher = new FutureTask<>(() -> turn.await(Duration.ofSeconds(20)));
        Thread.ofVirtual().start(watcher);

        complete();
        writeAll();

        assertThat(watcher.get(10, TimeUnit.SECONDS).status()).isEqualTo(TurnStatus.COMPLETED);
    }

    @Test
    void whatIsToldWhileAWriteFailsIsWrittenAfterIt() {
        say("first");
        Turns.Progress failed = turn.take().orElseThrow();
        say(" second");
        complete();

        assertThat(turn.take()).contains(failed);
        int before = hurries.get();
        assertThat(turn.written(failed)).isFalse();
        assertThat(hurries).hasValueGreaterThan(before);

        Turns.Progress rest = turn.take().orElseThrow();
        assertThat(types(rest.events())).containsExactly("item.updated", "turn.completed");
        assertThat(rest.ending()).isPresent();
        assertThat(turn.written(rest)).isTrue();
    }

    @Test
    void deltasThatCameTogetherAreWrittenAsOne() {
        say("one ");
        say("two ");
        say("three");

        assertThat(turn.take().orElseThrow().events()).singleElement().satisfies(event -> {
            assertThat(event.seq()).isEqualTo(5);
            assertThat(event.body().getString("delta")).isEqualTo("one two three");
            assertThat(event.lengths()).containsExactly(4, 4, 5);
        });
    }

    @Test
    void aCharacterThatComesInTwoHalvesIsToldWhole() {
        say("a\uD83D");
        assertThat(turn.now().content()).isEqualTo("a");

        say("\uDE00b");

        assertThat(turn.now().content()).isEqualTo("a😀b");
        assertThat(turn.unwrittenAfter(0)).extracting(event -> event.body().getString("delta"))
                .containsExactly("a", "😀b");
    }

    @Test
    void halfACharacterThatStaysAloneIsReplaced() {
        say("\uD83D");
        say("a\uDE00");

        assertThat(turn.now().content()).isEqualTo("\uFFFDa\uFFFD");
    }

    @Test
    void theContentIsTheLastMessage() {
        turn.tell(new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, "on the way"));
        turn.tell(new TurnEvent.ItemUpdated("item_1", Item.REASONING, "thinking"));
        turn.tell(new TurnEvent.ItemUpdated("item_2", Item.AGENT_MESSAGE, "th"));
        turn.tell(new TurnEvent.ItemCompleted(Item.agentMessage("item_2", "there")));

        assertThat(turn.now().content()).isEqualTo("there");
    }

    @Test
    void anAgentThatToldTooMuchWaitsForTheStoreAndGoesOn() throws Exception {
        FutureTask<Boolean> agent = agent(2 * ToldEvents.MAX_UNWRITTEN, "x");
        awaitHurry();
        assertThat(agent.isDone()).isFalse();
        assertThat(turn.unwrittenAfter(0)).hasSize(ToldEvents.MAX_UNWRITTEN);

        while (!agent.isDone()) {
            turn.take().ifPresent(turn::written);
        }

        assertThat(agent.get()).isTrue();
        assertThat(turn.now().content()).hasSize(2 * ToldEvents.MAX_UNWRITTEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largeTextsWaitForTheStoreToo(boolean whole) throws Exception {
        String large = "x".repeat(1024 * 1024);
        FutureTask<Boolean> agent = new FutureTask<>(() -> {
            for (int i = 0; i < 20; i++) {
                turn.tell(whole
                        ? new TurnEvent.ItemCompleted(Item.agentMessage("item_" + i, large))
                        : new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, large));
            }
        }, true);
        Thread.ofVirtual().start(agent);

        awaitHurry();
        assertThat(turn.unwrittenAfter(0)).hasSizeLessThan(6);
        while (!agent.isDone()) {
            turn.take().ifPresent(turn::written);
        }
        assertThat(agent.get()).isTrue();
    }

    @Test
    void anAgentThatWaitsForTheStoreIsLetGoByTheEnd() throws Exception {
        FutureTask<Boolean> agent = agent(2 * ToldEvents.MAX_UNWRITTEN, "x");
        awaitHurry();

        turn.finish(TurnStatus.CANCELLED, Optional.empty(), Optional.of(TurnError.CANCELLED), NOW);

        assertThat(agent.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(turn.now().content()).hasSize(ToldEvents.MAX_UNWRITTEN);
    }

    @Test
    void aTurnThatWasLostStopsItsAgentAndIsSeenAsItReallyEnded() throws Exception {
        FutureTask<Boolean> agent = agent(2 * ToldEvents.MAX_UNWRITTEN, "x");
        awaitHurry();
        Turn actual = new Turn("turn_1", "conv_1", "a", 1, TurnStatus.INTERRUPTED, "a-model", "half", Optional.empty(),
                Optional.of(TurnError.INTERRUPTED), NOW, Optional.of(NOW));

        turn.lost(actual);

        assertThat(agent.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(turn.stop().fired()).isTrue();
        assertThat(turn.await(Duration.ZERO)).isEqualTo(actual);
        assertThat(turn.take()).isEmpty();
        assertThat(complete()).isFalse();
    }

    @Test
    void aReplayFromAnywhereTellsWhatWasSeenLiveAfterItWhereverTheWritesFell() {
        for (long seed = 0; seed < 60; seed++) {
            List<RecordedEvent> stored = new ArrayList<>();
            List<RecordedEvent> live = new Replaying(seed, begun, 2, progress -> {
                stored.addAll(progress.events());
                return progress;
            }).run(40);
            for (long after = 2; after <= live.getLast().seq(); after++) {
                long seen = after;
                assertThat(Replaying.text(
                        stored.stream().filter(event -> event.seq() > seen).map(event -> event.after(seen)).toList()))
                        .as("seed %s after %s", seed, after)
                        .isEqualTo(Replaying.text(live.stream().filter(event -> event.seq() > seen).toList()));
            }
        }
    }

    @Test
    void whatIsNotInMemoryAnyMoreIsLeftToTheStore() {
        say("one");
        say("two");
        turn.written(turn.take().orElseThrow());
        say("three");

        assertThat(turn.after(0, 10)).isEmpty();
        assertThat(turn.after(2, 10).orElseThrow()).extracting(RecordedEvent::seq).containsExactly(3L, 4L, 5L);
        assertThat(turn.after(2, 2).orElseThrow()).extracting(RecordedEvent::seq).containsExactly(3L, 4L);
        turn.written(turn.take().orElseThrow());
        assertThat(turn.after(3, 10)).isEmpty();
        assertThat(turn.after(5, 10)).contains(List.of());
    }

    @Test
    void theEndIsInMemoryForWatchersOnlyWhenItIsWritten() {
        complete();
        assertThat(turn.after(2, 10)).contains(List.of());

        writeAll();

        assertThat(types(turn.after(2, 10).orElseThrow())).containsExactly("turn.completed");
    }

    @Test
    void whatWasWrittenIsNotKeptWhereItIsLarge() {
        say("x".repeat(100_000));
        writeAll();

        assertThat(turn.after(2, 10)).isEmpty();
        assertThat(turn.after(3, 10)).contains(List.of());
    }

    @Test
    void newsWakeWhoeverTookThemBeforeTheyCame() throws Exception {
        CountDownLatch news = turn.news();

        say("news");

        assertThat(news.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(turn.news().getCount()).isEqualTo(1);
    }

    @Test
    void aListenerHearsOfTheStopOnceWheneverItCame() {
        CountDownLatch before = new CountDownLatch(2);
        CountDownLatch after = new CountDownLatch(2);
        turn.stop().onFire(before::countDown);

        Concurrently.call(8, () -> {
            turn.stop().fire();
            return true;
        });
        turn.stop().onFire(after::countDown);

        assertThat(before.getCount()).isEqualTo(1);
        assertThat(after.getCount()).isEqualTo(1);
    }

    private FutureTask<Boolean> agent(int deltas, String delta) {
        FutureTask<Boolean> agent = new FutureTask<>(() -> IntStream.range(0, deltas).forEach(_ -> say(delta)), true);
        Thread.ofVirtual().start(agent);
        return agent;
    }

    /** An agent that waits has asked for a write. */
    private void awaitHurry() {
        while (hurries.get() == 0) {
            Thread.onSpinWait();
        }
    }

    private void say(String delta) {
        turn.tell(new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, delta));
    }

    private boolean complete() {
        return turn.finish(TurnStatus.COMPLETED, ANSWER, Optional.empty(), NOW);
    }

    private Optional<Turns.Ending> writeAll() {
        Turns.Progress progress = turn.take().orElseThrow();
        turn.written(progress);
        return progress.ending();
    }

    private static List<String> types(List<RecordedEvent> events) {
        return events.stream().map(event -> event.body().getString("type")).toList();
    }
}
