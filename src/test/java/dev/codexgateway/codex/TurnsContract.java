package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.codex.Turns.Beginning;
import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.codex.Turns.Beginning.Busy;
import dev.codexgateway.codex.Turns.Beginning.KeyReused;
import dev.codexgateway.codex.Turns.Beginning.Repeated;
import dev.codexgateway.testing.Concurrently;

/** How turns begin, and how a repetition is known. What becomes of them then: {@link LeasesContract}. */
public abstract class TurnsContract extends StoreContract {
    private static final Duration DAY = Duration.ofHours(24);
    private static final int MANY = 16;

    @Test
    void aTurnIsWrittenWithItsFirstTwoEvents() {
        Begun begun = begin("a");

        assertThat(stored(begun)).isEqualTo(begun.turn()).isEqualTo(
                new Turn(begun.turn().id(), begun.turn().conversationId(), "a", 1, TurnStatus.IN_PROGRESS, "a-model",
                        "", Optional.empty(), Optional.empty(), NOW, Optional.empty()));
        assertThat(events(begun, 0)).extracting(RecordedEvent::seq).containsExactly(1L, 2L);
        assertThat(events(begun, 0)).extracting(RecordedEvent::body).extracting(TurnsContract::type)
                .containsExactly("thread.started", "turn.started");
        assertThat(begun.lastSeq()).isEqualTo(2);
    }

    @Test
    void theNextTurnOfAConversationCountsOn() {
        Begun first = ended("a", NOW);

        Begun second = begin("a", NOW.plusSeconds(1));

        assertThat(second.turn().conversationId()).isEqualTo(first.turn().conversationId());
        assertThat(second.turn().number()).isEqualTo(2);
        assertThat(events(second, 0)).extracting(RecordedEvent::seq).containsExactly(4L, 5L);
    }

    @Test
    void aConversationWithARunningTurnIsBusyAndNamesIt() {
        Begun running = begin("a");

        assertThat(turns().begin(prompt("a", "again"))).isEqualTo(new Busy(running.turn().id()));
    }

    @Test
    void aBusyConversationIsLeftAsItWas() {
        begin("a");
        Conversation before = archive().find(owner, "a").orElseThrow();
        Turns.NewTurn other = prompt("a", "again", NOW.plusSeconds(60));

        turns().begin(new Turns.NewTurn(
                new Turns.Draft(other.turn().turnId(), other.turn().conversationId(), "a", "another-model",
                        other.turn().createdAt()),
                owner, process, other.prompt(), Optional.empty(), Optional.empty()));

        assertThat(archive().find(owner, "a")).contains(before);
    }

    @Test
    void theSameSessionOfAnotherCallerIsAnotherConversation() {
        Begun mine = begin("a");
        Turns.NewTurn theirs = prompt("a", "hello");

        Beginning begun = turns().begin(new Turns.NewTurn(theirs.turn(), owner + "2", process, theirs.prompt(),
                Optional.empty(), Optional.empty()));

        assertThat(begun).isInstanceOfSatisfying(Begun.class,
                other -> assertThat(other.turn().conversationId()).isNotEqualTo(mine.turn().conversationId()));
    }

    @Test
    void aRepetitionIsAnsweredWithTheTurnThatRuns() {
        Begun begun = (Begun) turns().begin(repeatable("a", "key", "print", NOW));

        assertThat(turns().begin(repeatable("a", "key", "print", NOW))).isEqualTo(new Repeated(begun.turn()));
    }

    @Test
    void aRepetitionIsAnsweredWithTheTurnThatEnded() {
        Begun begun = (Begun) turns().begin(repeatable("a", "key", "print", NOW));
        write(completed(begun, "done"));

        assertThat(turns().begin(repeatable("a", "key", "print", NOW))).isEqualTo(new Repeated(stored(begun)));
    }

    @Test
    void aRepetitionNeedNotNameTheSession() {
        Begun begun = (Begun) turns().begin(repeatable("a", "key", "print", NOW));
        Turns.Repeat unnamed = new Turns.Repeat("key", "print", Optional.empty());

        assertThat(turns().begin(prompt("random", asking("hello"), Optional.of(unnamed), NOW)))
                .isEqualTo(new Repeated(begun.turn()));
        assertThat(archive().find(owner, "random")).isEmpty();
    }

    @Test
    void aKeyUsedForAnotherPromptIsRefusedAndBeginsNothing() {
        turns().begin(repeatable("a", "key", "print", NOW));

        assertThat(turns().begin(repeatable("b", "key", "another print", NOW))).isEqualTo(new KeyReused());
        assertThat(archive().find(owner, "b")).isEmpty();
    }

    @Test
    void aKeyUsedForAnotherSessionIsRefused() {
        turns().begin(repeatable("a", "key", "print", NOW));

        assertThat(turns().begin(repeatable("b", "key", "print", NOW))).isEqualTo(new KeyReused());
    }

    @Test
    void aKeyIsItsCallersOwn() {
        turns().begin(repeatable("a", "key", "print", NOW));
        Turns.NewTurn theirs = repeatable("a", "key", "another print", NOW);

        Beginning begun = turns().begin(new Turns.NewTurn(theirs.turn(), owner + "2", process, theirs.prompt(),
                theirs.repeat(), Optional.empty()));

        assertThat(begun).isInstanceOf(Begun.class);
    }

    @Test
    void aKeyIsKnownForADay() {
        Begun begun = (Begun) turns().begin(repeatable("a", "key", "print", NOW));
        Instant late = NOW.plus(DAY).minusMillis(1);

        assertThat(turns().begin(repeatable("a", "key", "print", late))).isEqualTo(new Repeated(begun.turn()));
        assertThat(turns().earlier(owner, repeat("a", "key", "print"), late)).contains(new Repeated(begun.turn()));
    }

    @Test
    void afterADayAKeyIsNewAndThenKnownAgain() {
        Begun first = (Begun) turns().begin(repeatable("a", "key", "print", NOW));
        write(completed(first, "done"));
        Instant next = NOW.plus(DAY);

        assertThat(turns().earlier(owner, repeat("a", "key", "print"), next)).isEmpty();
        Begun second = (Begun) turns().begin(repeatable("a", "key", "another print", next));

        assertThat(second.turn().number()).isEqualTo(2);
        assertThat(turns().begin(repeatable("a", "key", "another print", next.plusSeconds(1))))
                .isEqualTo(new Repeated(second.turn()));
    }

    @Test
    void onlyARequestThatBeganSomethingIsEarlier() {
        begin("a");
        turns().begin(repeatable("a", "key", "print", NOW));

        assertThat(turns().earlier(owner, repeat("a", "key", "print"), NOW)).isEmpty();
    }

    @RepeatedTest(5)
    void ofManyRequestsWithOneKeyOneBeginsAndTheRestRepeatIt() {
        Turns.Repeat repeat = new Turns.Repeat("key", "print", Optional.empty());

        List<Beginning> answers = Concurrently.call(MANY,
                () -> turns().begin(prompt(UUID.randomUUID().toString(), asking("hello"), Optional.of(repeat), NOW)));

        List<Begun> begun = only(answers, Begun.class);
        assertThat(begun).hasSize(1);
        assertThat(only(answers, Repeated.class)).hasSize(MANY - 1)
                .allMatch(repeated -> repeated.turn().equals(begun.getFirst().turn()));
        assertThat(archive().list(owner, Optional.empty(), ANY)).hasSize(1);
    }

    @RepeatedTest(3)
    void ofManyRequestsWithAKeyThatRanOutOneBegins() {
        Turns.Repeat repeat = new Turns.Repeat("key", "print", Optional.empty());
        turns().begin(prompt("old", asking("hello"), Optional.of(repeat), NOW));
        Instant next = NOW.plus(DAY);

        List<Beginning> answers = Concurrently.call(MANY,
                () -> turns().begin(prompt(UUID.randomUUID().toString(), asking("hello"), Optional.of(repeat), next)));

        assertThat(only(answers, Begun.class)).hasSize(1);
        assertThat(only(answers, Repeated.class)).hasSize(MANY - 1);
    }

    @RepeatedTest(5)
    void ofManyPromptsInANewConversationOneBeginsAndTheRestAreBusyWithIt() {
        List<Beginning> answers = Concurrently.call(MANY, () -> turns().begin(prompt("a", "hello")));

        assertOneBegan(answers);
    }

    @RepeatedTest(5)
    void ofManyPromptsInAKnownConversationOneBeginsAndTheRestAreBusyWithIt() {
        ended("a", NOW);

        List<Beginning> answers = Concurrently.call(MANY, () -> turns().begin(prompt("a", "hello")));

        assertOneBegan(answers);
        assertThat(archive().find(owner, "a")).map(Conversation::turns).contains(2);
    }

    @Test
    void manyConversationsBeginAtOnce() {
        List<Callable<Beginning>> calls = IntStream.range(0, MANY)
                .<Callable<Beginning>>mapToObj(i -> () -> turns().begin(prompt("session-" + i, "hello"))).toList();

        assertThat(Concurrently.call(calls)).hasSize(MANY).allMatch(Begun.class::isInstance);
    }

    private static void assertOneBegan(List<Beginning> answers) {
        List<Begun> begun = only(answers, Begun.class);
        assertThat(begun).hasSize(1);
        assertThat(only(answers, Busy.class)).hasSize(MANY - 1)
                .allMatch(busy -> busy.turnId().equals(begun.getFirst().turn().id()));
    }

    private Turns.NewTurn repeatable(String session, String key, String fingerprint, Instant now) {
        return prompt(session, asking("hello"), Optional.of(repeat(session, key, fingerprint)), now);
    }

    private static Turns.Repeat repeat(String session, String key, String fingerprint) {
        return new Turns.Repeat(key, fingerprint, Optional.of(session));
    }

    private static <T extends Beginning> List<T> only(List<Beginning> answers, Class<T> type) {
        return answers.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static String type(JsonObject body) {
        return body.getString("type");
    }
}
