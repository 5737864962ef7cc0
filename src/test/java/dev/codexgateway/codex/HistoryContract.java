package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import jakarta.json.Json;

import org.junit.jupiter.api.Test;

import dev.codexgateway.codex.History.Exchange;
import dev.codexgateway.codex.Turns.Beginning.Begun;

/** What a turn learns of those before it. */
public abstract class HistoryContract extends StoreContract {

    @Test
    void theFirstTurnHasNoHistory() {
        History history = before(begin("a"));

        assertThat(history.reference()).isEmpty();
        assertThat(history.sinceReference()).isEmpty();
        assertThat(history.all()).isEmpty();
    }

    @Test
    void aTurnGoesOnFromTheLatestReference() {
        say("one", completes("first"));
        say("two", completes("second"));

        History history = before(begin("a"));

        assertThat(history.reference()).contains("resp_2");
        assertThat(history.sinceReference()).isEmpty();
        assertThat(history.all()).containsExactly(new Exchange(asking("one"), "first"),
                new Exchange(asking("two"), "second"));
    }

    @Test
    void turnsThatCameAfterTheReferenceAreTold() {
        say("one", completes("first"));
        say("two", cancelled("half"));
        say("three", cancelled(""));

        History history = before(begin("a"));

        assertThat(history.reference()).contains("resp_1");
        assertThat(history.sinceReference()).containsExactly(new Exchange(asking("two"), "half"),
                new Exchange(asking("three"), ""));
    }

    @Test
    void withoutAReferenceAllTurnsAreTold() {
        say("one", cancelled("half"));

        History history = before(begin("a"));

        assertThat(history.reference()).isEmpty();
        assertThat(history.sinceReference()).isEqualTo(history.all())
                .containsExactly(new Exchange(asking("one"), "half"));
    }

    @Test
    void anotherConversationIsNotTold() {
        say("one", completes("first"));

        assertThat(before(begin("b")).all()).isEmpty();
    }

    @Test
    void promptsAreToldWithAllThatCameWithThem() {
        Prompt whole = new Prompt("look: \u0000 😀 <b> :name", Optional.of("a-model"),
                List.of("data:image/png;base64,aGk="),
                List.of(new Prompt.TextFile("notes.txt", "two\nlines")),
                Optional.of(Json.createObjectBuilder().add("type", "object").build()));
        write(completed((Begun) turns().begin(prompt("a", whole, Optional.empty(), NOW)), "seen"));

        assertThat(before(begin("a")).all()).containsExactly(new Exchange(whole, "seen"));
    }

    @Test
    void theOldestAreLeftOutWhereAllAreTooLongToSend() {
        String large = "x".repeat(13 * 1024 * 1024);
        say("one", completes(large));
        say("two", completes(large));

        assertThat(before(begin("a")).all()).extracting(exchange -> exchange.prompt().text())
                .containsExactly("two");
    }

    private History before(Begun begun) {
        return turns().history(begun.turn().conversationId(), begun.turn().number());
    }

    private void say(String text, Ending ending) {
        write(ending.of((Begun) turns().begin(prompt("a", text))));
    }

    private static Ending completes(String content) {
        return begun -> completed(begun, content);
    }

    private static Ending cancelled(String content) {
        return begun -> end(begun, TurnStatus.CANCELLED, content, Optional.of(TurnError.CANCELLED), NOW);
    }

    @FunctionalInterface
    private interface Ending {
        Turns.Progress of(Begun begun);
    }
}
