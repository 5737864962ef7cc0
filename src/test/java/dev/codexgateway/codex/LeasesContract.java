package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.testing.Concurrently;

/** Who may write a turn, and who ends it when nobody does. */
public abstract class LeasesContract extends StoreContract {
    private static final int MANY = 8;

    @Test
    void whatATurnSaysIsReadWhileItRuns() {
        Begun begun = begin("a");

        assertThat(write(said(begun, "so far"))).isEmpty();

        assertThat(stored(begun).content()).isEqualTo("so far");
    }

    @Test
    void anEndIsReadWithAllThatBelongsToIt() {
        Begun begun = begin("a");
        Instant end = NOW.plusSeconds(5);

        write(end(begun, TurnStatus.COMPLETED, "done", Optional.empty(), end));

        assertThat(stored(begun)).isEqualTo(new Turn(begun.turn().id(), begun.turn().conversationId(), "a", 1,
                TurnStatus.COMPLETED, "a-model", "done", Optional.of(USAGE), Optional.empty(), NOW, Optional.of(end)));
        assertThat(archive().find(owner, "a")).map(Conversation::updatedAt).contains(end);
    }

    @Test
    void aFailureIsReadWithItsError() {
        Begun begun = begin("a");

        write(end(begun, TurnStatus.FAILED, "half", Optional.of(TurnError.DEADLINE), NOW));

        assertThat(stored(begun).status()).isEqualTo(TurnStatus.FAILED);
        assertThat(stored(begun).error()).contains(TurnError.DEADLINE);
        assertThat(stored(begun).content()).isEqualTo("half");
    }

    @Test
    void anotherProcessCannotWriteATurn() {
        Begun begun = begin("a");

        Set<String> lost = turns().write("proc_other", List.of(completed(begun, "theirs")));

        assertThat(lost).containsExactly(begun.turn().id());
        assertThat(stored(begun)).isEqualTo(begun.turn());
        assertThat(events(begun, 2)).isEmpty();
    }

    @Test
    void anEndedTurnCannotBeWritten() {
        Begun begun = ended("a", NOW);

        assertThat(write(said(begun, "more"))).containsExactly(begun.turn().id());
        assertThat(stored(begun).content()).isEqualTo("done");
    }

    @Test
    void aProcessCannotWriteATurnThatWasInterrupted() {
        Begun begun = begin("a");
        interrupt(begun);

        assertThat(write(completed(begun, "done"))).containsExactly(begun.turn().id());
        assertThat(stored(begun).status()).isEqualTo(TurnStatus.INTERRUPTED);
    }

    @Test
    void aTurnOfADeletedConversationIsLost() {
        Begun begun = begin("a");
        archive().delete(begun.turn().conversationId());

        assertThat(write(completed(begun, "done"))).containsExactly(begun.turn().id());
        assertThat(archive().find(owner, "a")).isEmpty();
    }

    @Test
    void oneLostTurnDoesNotKeepTheOthersFromBeingWritten() {
        Begun deleted = begin("a");
        Begun kept = begin("b");
        archive().delete(deleted.turn().conversationId());

        Collection<String> lost = turns().write(process, List.of(completed(deleted, "x"), completed(kept, "done")));

        assertThat(lost).containsExactly(deleted.turn().id());
        assertThat(stored(kept).content()).isEqualTo("done");
    }

    @Test
    void whatIsWrittenAgainBecauseTheAnswerWasLostIsThereOnce() {
        Begun begun = begin("a");
        write(said(begun, "once"));

        assertThat(write(said(begun, "once"))).isEmpty();

        assertThat(stored(begun).content()).isEqualTo("once");
    }

    @Test
    void aTurnIsLeftAloneWhileItsProcessHoldsItsLease() {
        turns().renew(process, LONG);
        Begun begun = begin("a");

        assertThat(turns().interruptOrphans(NOW, ANY)).doesNotContain(begun.turn().id());
        assertThat(stored(begun).status()).isEqualTo(TurnStatus.IN_PROGRESS);
    }

    @Test
    void aLeaseRunsOutByTheDatabasesClock() {
        turns().renew(process, Duration.ofMillis(300));
        Begun begun = begin("a");
        long began = System.nanoTime();

        boolean interrupted = false;
        while (!interrupted && System.nanoTime() - began < Duration.ofSeconds(20).toNanos()) {
            interrupted = turns().interruptOrphans(NOW, ANY).contains(begun.turn().id());
        }

        assertThat(interrupted).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(250));
    }

    @Test
    void aTurnWhoseLeaseRanOutEndsAsInterruptedWithWhatItHadSaid() {
        Begun begun = begin("a");
        write(said(begun, "so far"));
        Instant later = NOW.plusSeconds(9);

        turns().renew(process, RUN_OUT);
        assertThat(turns().interruptOrphans(later, ANY)).contains(begun.turn().id());

        assertThat(stored(begun)).isEqualTo(new Turn(begun.turn().id(), begun.turn().conversationId(), "a", 1,
                TurnStatus.INTERRUPTED, "a-model", "so far", Optional.empty(), Optional.of(TurnError.INTERRUPTED), NOW,
                Optional.of(later)));
    }

    @Test
    void theEventOfAnInterruptionHasAGreaterNumberThanAnyThatWasHandedOut() {
        Begun begun = begin("a");
        write(said(begun, "so far"));
        long handedOut = begun.lastSeq() + 1 + ToldEvents.MAX_UNWRITTEN + 2;

        interrupt(begun);
        RecordedEvent last = events(begun, 0).getLast();
        Begun next = begin("a");

        assertThat(last.body()).isEqualTo(new TurnEvent.TurnFailed(TurnError.INTERRUPTED).json());
        assertThat(last.seq()).isGreaterThan(handedOut);
        assertThat(next.lastSeq()).isEqualTo(last.seq() + 2);
    }

    @RepeatedTest(3)
    void ofManyWhoFindAnOrphanOneEndsIt() {
        Begun begun = begin("a");

        List<List<String>> answers = Concurrently.call(MANY, () -> turns().interruptOrphans(NOW, ANY));

        assertThat(answers.stream().flatMap(List::stream).filter(begun.turn().id()::equals)).hasSize(1);
        assertThat(events(begun, 2)).hasSize(1);
    }

    @Test
    void aProcessThatComesBackInTimeKeepsItsTurns() {
        turns().renew(process, RUN_OUT);
        Begun begun = begin("a");

        turns().renew(process, LONG);

        assertThat(turns().interruptOrphans(NOW, ANY)).doesNotContain(begun.turn().id());
        assertThat(write(completed(begun, "done"))).isEmpty();
    }

    @Test
    void theTurnsOfAProcessThatLeftAreOrphans() {
        turns().renew(process, LONG);
        Begun begun = begin("a");

        turns().leave(process);

        assertThat(turns().interruptOrphans(NOW, ANY)).contains(begun.turn().id());
    }

    @Test
    void noMoreOrphansAreEndedThanAskedFor() {
        interrupt(begin("all of before"));
        List<String> mine = List.of(begin("a").turn().id(), begin("b").turn().id(), begin("c").turn().id());

        assertThat(turns().interruptOrphans(NOW, 2)).hasSize(2).isSubsetOf(mine);
        assertThat(turns().interruptOrphans(NOW, 2)).hasSize(1).isSubsetOf(mine);
    }

    @RepeatedTest(3)
    void aTurnThatIsInterruptedWhileItWritesKeepsAllThatWasTakenFromIt() {
        Begun begun = begin("a");
        Callable<Long> writing = () -> LongStream.rangeClosed(1, 200)
                .takeWhile(i -> write(new Turns.Progress(begun.turn().id(), begun.turn().conversationId(),
                        begun.lastSeq() + i, List.of(RecordedEvent.of(begun.lastSeq() + i, begun.turn().id(),
                                new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, "x"))),
                        Optional.empty())).isEmpty())
                .count();
        Callable<Long> interrupting = () -> {
            Thread.yield();
            interrupt(begun);
            return -1L;
        };

        long taken = Concurrently.call(List.of(writing, interrupting)).getFirst();

        List<RecordedEvent> events = events(begun, begun.lastSeq());
        assertThat(events).hasSize((int) taken + 1);
        assertThat(events.getLast().seq()).isGreaterThan(begun.lastSeq() + taken + ToldEvents.MAX_UNWRITTEN);
        assertThat(stored(begun).content()).isEqualTo("x".repeat((int) taken));
    }

    @RepeatedTest(20)
    void aConversationCanBeDeletedWhileItsTurnIsWritten() {
        Begun begun = begin("a");
        Callable<Boolean> writing = () -> {
            write(said(begun, "x"));
            write(end(new Begun(begun.turn(), begun.lastSeq() + 1), TurnStatus.COMPLETED, "x", Optional.empty(), NOW));
            return true;
        };

        assertThat(Concurrently.call(
                List.of(writing, () -> archive().delete(begun.turn().conversationId())))).containsOnly(true);
        assertThat(archive().find(owner, "a")).isEmpty();
        assertThat(events(begun, 0)).isEmpty();
    }

    @Test
    void aTurnThatItsProcessDoesNotRunCanBeEndedByItAndByNoOther() {
        turns().renew(process, LONG);
        Begun begun = begin("a");
        ended("b", NOW);
        assertThat(turns().running(process)).containsExactly(begun.turn().id());

        turns().abandon("proc_other", begun.turn().id(), NOW);
        assertThat(stored(begun)).isEqualTo(begun.turn());
        turns().abandon(process, begun.turn().id(), NOW);

        assertThat(stored(begun).error()).contains(TurnError.INTERRUPTED);
        assertThat(events(begun, begun.lastSeq())).hasSize(1);
        assertThat(turns().running(process)).isEmpty();
    }

    @Test
    void aProcessLearnsWhichOfItsTurnsItShouldCancel() {
        Begun wanted = begin("a");
        begin("b");

        turns().requestCancel(wanted.turn().id());

        assertThat(turns().cancelRequests(process)).containsExactly(wanted.turn().id());
        assertThat(turns().cancelRequests("proc_" + UUID.randomUUID())).isEmpty();
    }

    @Test
    void aTurnThatEndedIsNotCancelledAnyMore() {
        Begun begun = begin("a");
        turns().requestCancel(begun.turn().id());
        write(completed(begun, "done"));

        turns().requestCancel(begun.turn().id());

        assertThat(turns().cancelRequests(process)).isEmpty();
        assertThat(stored(begun).status()).isEqualTo(TurnStatus.COMPLETED);
    }

    private void interrupt(Begun begun) {
        turns().renew(process, RUN_OUT);
        turns().interruptOrphans(NOW, ANY);
        assertThat(stored(begun).status()).isEqualTo(TurnStatus.INTERRUPTED);
    }
}
