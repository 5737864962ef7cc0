package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.codexgateway.api.TurnAnswer;
import dev.codexgateway.codex.Conversation;
import dev.codexgateway.codex.Conversations.View;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.TurnStatus;

class SharedAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Turn RUNNING = turn(TurnStatus.IN_PROGRESS, "The ");
    private static final Turn ENDED = turn(TurnStatus.COMPLETED, "The end.");

    private final SharedAnswers answers = new SharedAnswers(new TurnAnswer("getConversation", 97_000)::of);

    @Test
    void theEndIsRenderedOnceForAllWhoFoundTheTurnRunning() {
        List<SharedAnswers.Shared> polls = Stream.generate(() -> answers.of(RUNNING)).limit(500).toList();

        List<byte[]> sent = polls.stream().map(poll -> poll.json(view(ENDED), 0)).toList();

        assertThat(text(sent.getFirst())).contains("\"content\":\"The end.\"");
        assertThat(sent).allSatisfy(bytes -> assertThat(bytes).isSameAs(sent.getFirst()));
    }

    @Test
    void eachGetsThePageThatItAskedFor() {
        SharedAnswers.Shared poll = answers.of(RUNNING);

        assertThat(text(poll.json(view(ENDED), 0))).contains("\"content\":\"The end.\"");
        assertThat(text(poll.json(view(ENDED), 4))).contains("\"content\":\"end.\"");
        assertThat(text(poll.json(view(ENDED), 0))).contains("\"content\":\"The end.\"");
    }

    @Test
    void whatIsToldOfARunningTurnIsNotKept() {
        SharedAnswers.Shared poll = answers.of(RUNNING);

        assertThat(text(poll.json(view(RUNNING), 0))).contains("\"status\":\"in_progress\"");
        assertThat(text(poll.json(view(ENDED), 0))).contains("\"status\":\"completed\"");
    }

    /** The conversation may have gone on since then. */
    @Test
    void whoComesAfterTheEndIsToldOfTheConversationAsItIsNow() {
        SharedAnswers.Shared waited = answers.of(RUNNING);
        waited.json(view(ENDED), 0);

        View later = new View(conversation(2, TurnStatus.IN_PROGRESS), ENDED);

        assertThat(text(answers.of(ENDED).json(later, 0))).contains("\"turns\":2");
        assertThat(text(waited.json(view(ENDED), 0))).contains("\"turns\":1");
    }

    private static View view(Turn turn) {
        return new View(conversation(1, turn.status()), turn);
    }

    private static Conversation conversation(int turns, TurnStatus status) {
        return new Conversation("conv_1", "owner", "s", "turn_" + turns, "gpt", turns, status, NOW, NOW);
    }

    private static Turn turn(TurnStatus status, String content) {
        return new Turn("turn_1", "conv_1", "s", 1, status, "gpt", content, Optional.empty(), Optional.empty(), NOW,
                status.ended() ? Optional.of(NOW) : Optional.empty());
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }
}
