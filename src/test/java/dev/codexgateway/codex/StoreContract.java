package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Timeout;

import dev.codexgateway.codex.Turns.Beginning.Begun;
import dev.codexgateway.usage.Usage;

/**
 * What the contracts of {@link Turns} and {@link Archive} share: one caller and one process for each test, so that tests
 * can share a database.
 */
@Timeout(60)
public abstract class StoreContract {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    static final Duration LONG = Duration.ofHours(1);
    static final Duration RUN_OUT = Duration.ofMillis(-1);
    static final int ANY = 1_000;
    static final Usage USAGE = new Usage(10, 4, 3, 1);

    final String owner = "key:" + UUID.randomUUID();
    final String process = "proc_" + UUID.randomUUID();

    protected abstract Turns turns();

    protected abstract Archive archive();

    Begun begin(String session) {
        return begin(session, NOW);
    }

    Begun begin(String session, Instant now) {
        return (Begun) turns().begin(prompt(session, "hello", now));
    }

    /** A turn that has completed. */
    Begun ended(String session, Instant now) {
        Begun begun = begin(session, now);
        assertThat(write(end(begun, TurnStatus.COMPLETED, "done", Optional.empty(), now))).isEmpty();
        return begun;
    }

    Turns.NewTurn prompt(String session, String text) {
        return prompt(session, text, NOW);
    }

    Turns.NewTurn prompt(String session, String text, Instant now) {
        return prompt(session, asking(text), Optional.empty(), now);
    }

    Turns.NewTurn prompt(String session, Prompt prompt, Optional<Turns.Repeat> repeat, Instant now) {
        return new Turns.NewTurn(
                new Turns.Draft("turn_" + UUID.randomUUID(), "conv_" + UUID.randomUUID(), session, "a-model", now),
                owner, process, prompt, repeat, Optional.empty());
    }

    static Prompt asking(String text) {
        return new Prompt(text, Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    List<String> write(Turns.Progress progress) {
        return List.copyOf(turns().write(process, List.of(progress)));
    }

    /** A turn's next event, and nothing more. */
    static Turns.Progress told(Begun begun, TurnEvent event) {
        long seq = begun.lastSeq() + 1;
        return new Turns.Progress(begun.turn().id(), begun.turn().conversationId(), seq,
                List.of(RecordedEvent.of(seq, begun.turn().id(), event)), Optional.empty());
    }

    static Turns.Progress said(Begun begun, String delta) {
        return told(begun, new TurnEvent.ItemUpdated("item_0", Item.AGENT_MESSAGE, delta));
    }

    static Turns.Progress end(Begun begun, TurnStatus status, String content, Optional<TurnError> error, Instant now) {
        TurnEvent last = error.<TurnEvent>map(TurnEvent.TurnFailed::new)
                .orElseGet(() -> new TurnEvent.TurnCompleted(Optional.of(USAGE)));
        Turns.Progress progress = told(begun, last);
        return new Turns.Progress(progress.turnId(), progress.conversationId(), progress.lastSeq(), progress.events(),
                Optional.of(new Turns.Ending(status, content,
                        error.isPresent() ? Optional.empty() : Optional.of(USAGE), error,
                        error.isPresent() ? Optional.empty() : Optional.of("resp_" + begun.turn().number()), now)));
    }

    static Turns.Progress completed(Begun begun, String content) {
        return end(begun, TurnStatus.COMPLETED, content, Optional.empty(), NOW);
    }

    Turn stored(Begun begun) {
        return archive().turn(begun.turn().id()).orElseThrow();
    }

    List<RecordedEvent> events(Begun begun, long after) {
        return archive().events(begun.turn().conversationId(), Optional.of(begun.turn().id()), after, ANY);
    }
}
