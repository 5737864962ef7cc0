package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.codex.Turns.Beginning;
import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.codex.Turns.Beginning.Busy;
import dev.codexgateway.codex.Turns.Beginning.Repeated;
import dev.codexgateway.codex.Turns.Retry;
import dev.codexgateway.testing.Concurrently;

/** A chat that sends its prompt again finds the turn that it began, whatever the store. */
public abstract class RetryContract extends StoreContract {
    private static final int MANY = 16;

    private Retry same;
    private Retry anew;

    @BeforeEach
    void keys() {
        same = new Retry(owner + "'s chat and prompt", false);
        anew = new Retry(same.key(), true);
    }

    @Test
    void aRetryWhileTheTurnRunsIsThatTurnHoweverLongItTakes() {
        Begun begun = (Begun) begin(same, NOW);

        assertThat(begin(same, NOW.plusSeconds(3_000))).isEqualTo(new Repeated(begun.turn()));
        assertThat(turns().retried(same, NOW.plusSeconds(3_000))).contains(new Repeated(begun.turn()));
    }

    @Test
    void aRetryWithinAMinuteOfTheStartIsTheTurnThatCompleted() {
        Begun begun = (Begun) begin(same, NOW);
        write(completed(begun, "done"));

        assertThat(begin(same, NOW.plusSeconds(60))).isEqualTo(new Repeated(stored(begun)));
    }

    @Test
    void afterAMinuteTheSamePromptIsANewOne() {
        write(completed((Begun) begin(same, NOW), "done"));
        Instant later = NOW.plusSeconds(60).plusMillis(1);

        assertThat(turns().retried(same, later)).isEmpty();
        assertThat(begin(same, later)).isInstanceOf(Begun.class);
    }

    @Test
    void aTurnThatDidNotCompleteIsTriedAnew() {
        for (TurnStatus status : List.of(TurnStatus.FAILED, TurnStatus.CANCELLED, TurnStatus.INTERRUPTED)) {
            write(end((Begun) begin(same, NOW), status, "", Optional.of(TurnError.INTERNAL), NOW));

            Beginning next = begin(same, NOW.plusSeconds(1));

            assertThat(next).as(status.word()).isInstanceOf(Begun.class);
            write(end((Begun) next, status, "", Optional.of(TurnError.INTERNAL), NOW));
        }
    }

    @Test
    void wantedAnewItBeginsOnceTheTurnHasEnded() {
        Begun first = (Begun) begin(same, NOW);
        assertThat(begin(anew, NOW)).isEqualTo(new Busy(first.turn().id()));
        write(completed(first, "done"));

        assertThat(begin(anew, NOW.plusSeconds(1))).isInstanceOf(Begun.class);
    }

    @Test
    void whatIsWantedAnewIsRetriedTooWhileItRuns() {
        Begun again = (Begun) begin(anew, NOW);

        assertThat(begin(anew, NOW.plusSeconds(5))).isEqualTo(new Repeated(again.turn()));
        assertThat(begin(same, NOW.plusSeconds(5))).isEqualTo(new Repeated(again.turn()));
        write(completed(again, "done"));
        assertThat(begin(anew, NOW.plusSeconds(6))).isInstanceOf(Begun.class);
    }

    @Test
    void theLatestRunOfAPromptDecides() {
        write(completed((Begun) begin(same, NOW), "done"));
        Begun again = (Begun) begin(anew, NOW.plusSeconds(1));
        write(end(again, TurnStatus.CANCELLED, "", Optional.of(TurnError.CANCELLED), NOW));

        assertThat(turns().retried(same, NOW.plusSeconds(2))).isEmpty();
        assertThat(begin(same, NOW.plusSeconds(2))).isInstanceOf(Begun.class);
    }

    @Test
    void somethingElseIsNoRetry() {
        Begun begun = (Begun) begin(same, NOW);

        assertThat(begin(new Retry(owner + "'s something else", false), NOW)).isEqualTo(new Busy(begun.turn().id()));
        assertThat(turns().retried(new Retry(owner + "'s something else", false), NOW)).isEmpty();
    }

    @Test
    void aRequestIdOfARetryIsTheTurnsFromThenOn() {
        Begun begun = (Begun) begin(same, NOW);
        Turns.Repeat repeat = new Turns.Repeat("key", "print", Optional.empty());
        turns().begin(prompt(same, Optional.of(repeat), NOW.plusSeconds(1)));
        write(completed(begun, "done"));

        assertThat(turns().earlier(owner, repeat, NOW.plusSeconds(3_000))).contains(new Repeated(stored(begun)));
    }

    @RepeatedTest(5)
    void ofManyAtOnceOneBeginsAndTheRestAreRetries() {
        List<Beginning> answers = Concurrently.call(MANY, () -> begin(same, NOW));

        Begun begun = (Begun) answers.stream().filter(Begun.class::isInstance).findFirst().orElseThrow();
        assertThat(answers).filteredOn(Repeated.class::isInstance).hasSize(MANY - 1)
                .containsOnly(new Repeated(begun.turn()));
    }

    private Beginning begin(Retry retry, Instant now) {
        return turns().begin(prompt(retry, Optional.empty(), now));
    }

    private Turns.NewTurn prompt(Retry retry, Optional<Turns.Repeat> repeat, Instant now) {
        Turns.NewTurn turn = prompt("a", asking("hello"), repeat, now);
        return new Turns.NewTurn(turn.turn(), turn.owner(), turn.process(), turn.prompt(), repeat, Optional.of(retry));
    }
}
