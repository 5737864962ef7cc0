package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.config.Secret;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcArchive;
import dev.codexgateway.store.JdbcTurns;

class RecorderTest extends StoreContract {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Database database;
    private FaultyTurns turns;
    private Recorder recorder;

    @BeforeEach
    void start() {
        database = Database.open(new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder));
        turns = new FaultyTurns(new JdbcTurns(database));
        recorder = new Recorder(turns, archive(), process);
        turns.renew(process, LONG);
        recorder.start();
    }

    @AfterEach
    void stop() {
        recorder.stop();
        database.close();
    }

    @Override
    protected Turns turns() {
        return turns;
    }

    @Override
    protected Archive archive() {
        return new JdbcArchive(database);
    }

    @Test
    void whatATurnTellsIsWrittenWithoutAnybodyAskingForIt() throws Exception {
        RunningTurn turn = run(begin("a"));
        CountDownLatch written = new CountDownLatch(1);
        turns.leaveUnanswered(_ -> {
            written.countDown();
            return false;
        });

        say(turn, "said");

        assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(archive().turn(turn.id())).map(Turn::content).contains("said");
    }

    @Test
    void anEndIsInTheStoreWhenItIsSeen() {
        RunningTurn turn = run(begin("a"));
        say(turn, "said");
        finish(turn);

        Turn ended = turn.await(LIMIT);

        assertThat(archive().turn(turn.id())).contains(ended);
        assertThat(ended.status()).isEqualTo(TurnStatus.COMPLETED);
    }

    @Test
    void aStoreThatIsAwayForAWhileLosesNothing() {
        Begun begun = begin("a");
        AtomicInteger refusals = new AtomicInteger(3);
        turns.refuse(_ -> refusals.getAndDecrement() > 0);

        assertAllIsWrittenOnce(begun);
    }

    @Test
    void aStoreWhoseAnswersAreLostForAWhileHasNothingTwice() {
        Begun begun = begin("a");
        AtomicInteger unanswered = new AtomicInteger(3);
        turns.leaveUnanswered(_ -> unanswered.getAndDecrement() > 0);

        assertAllIsWrittenOnce(begun);
    }

    @Test
    void anErrorDoesNotEndTheRecorder() {
        Begun begun = begin("a");
        AtomicInteger refusals = new AtomicInteger(1);
        turns.failBy(() -> new OutOfMemoryError("as a test says"));
        turns.refuse(_ -> refusals.getAndDecrement() > 0);

        assertAllIsWrittenOnce(begun);
    }

    @Test
    void anAgentWaitsWhileTheStoreIsAwayAndThenGoesOn() throws Exception {
        Begun begun = begin("a");
        turns.refuse(_ -> true);
        RunningTurn turn = run(begun);
        FutureTask<Boolean> agent = new FutureTask<>(
                () -> IntStream.range(0, 3 * ToldEvents.MAX_UNWRITTEN).forEach(_ -> say(turn, "x")), true);
        Thread.ofVirtual().start(agent);
        while (turn.unwrittenAfter(0).size() < ToldEvents.MAX_UNWRITTEN) {
            Thread.onSpinWait();
        }
        assertThat(agent.isDone()).isFalse();

        turns.refuse(_ -> false);

        assertThat(agent.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        finish(turn);
        turn.await(LIMIT);
        assertThat(Replaying.text(events(begun, 0))).containsEntry("item_0", "x".repeat(3 * ToldEvents.MAX_UNWRITTEN));
    }

    @Test
    void aTurnThatTheStoreRefusesDoesNotKeepTheOthersFromEnding() {
        RunningTurn refused = run(begin("refused"));
        List<RunningTurn> others = IntStream.range(0, 5).mapToObj(i -> run(begin("other-" + i))).toList();
        turns.refuse(batch -> batch.stream().anyMatch(progress -> progress.turnId().equals(refused.id())));

        say(refused, "x");
        others.forEach(RecorderTest::finish);

        assertThat(others).allMatch(turn -> turn.await(LIMIT).status() == TurnStatus.COMPLETED);
        assertThat(recorder.running()).contains(refused);
    }

    @Test
    void aTurnThatAnotherProcessEndedIsSeenAsThatProcessEndedIt() {
        RunningTurn turn = run(begin("a"));
        turns.renew(process, RUN_OUT);
        turns.interruptOrphans(NOW, ANY);

        say(turn, "too late");

        assertThat(turn.await(LIMIT).status()).isEqualTo(TurnStatus.INTERRUPTED);
        assertThat(archive().turn(turn.id())).map(Turn::content).contains("");
    }

    @Test
    void aTurnWhoseConversationWasDeletedIsSeenAsCancelled() {
        Begun begun = begin("a");
        RunningTurn turn = run(begun);
        archive().delete(begun.turn().conversationId());

        say(turn, "too late");

        assertThat(turn.await(LIMIT).error()).contains(TurnError.CANCELLED);
    }

    @Test
    void whatWasToldIsWrittenBeforeTheRecorderStops() {
        RunningTurn turn = run(begin("a"));
        say(turn, "last words");

        recorder.stop();

        assertThat(archive().turn(turn.id())).map(Turn::content).contains("last words");
    }

    private void assertAllIsWrittenOnce(Begun begun) {
        RunningTurn turn = run(begun);
        for (int i = 0; i < 100; i++) {
            say(turn, i + " ");
            if (i % 10 == 0) {
                recorder.hurry();
            }
        }
        finish(turn);

        assertThat(turn.await(LIMIT).status()).isEqualTo(TurnStatus.COMPLETED);
        recorder.stop();
        assertThat(recorder.running()).isEmpty();
        assertThat(stored(begun).content()).isEqualTo("done");
        assertThat(Replaying.text(events(begun, 0))).containsEntry("item_0",
                String.join("", IntStream.range(0, 100).mapToObj(i -> i + " ").toList()));
        assertThat(Replaying.rest(events(begun, begun.lastSeq()))).hasSize(1);
    }

    private RunningTurn run(Begun begun) {
        RunningTurn turn = new RunningTurn(begun.turn(), begun.lastSeq(), recorder::hurry);
        recorder.add(turn);
        return turn;
    }

    private static void say(RunningTurn turn, String delta) {
        turn.tell(new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, delta));
    }

    private static void finish(RunningTurn turn) {
        turn.finish(TurnStatus.COMPLETED,
                Optional.of(new Agent.Answer("done", Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(), NOW);
    }
}
