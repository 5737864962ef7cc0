package dev.codexgateway.codex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.codex.Turns.Beginning.Begun;

/** Events as they were stored, and texts of every kind. */
public abstract class ReplayContract extends StoreContract {

    @Test
    void eventsOfOneTurnOrOfAllComeInOrder() {
        Begun first = ended("a", NOW);
        Begun second = begin("a");
        String conversation = first.turn().conversationId();

        assertThat(archive().events(conversation, Optional.empty(), 0, ANY)).extracting(RecordedEvent::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(archive().events(conversation, Optional.of(second.turn().id()), 0, ANY))
                .extracting(RecordedEvent::seq).containsExactly(4L, 5L);
        assertThat(archive().events(conversation, Optional.empty(), 1, 2)).extracting(RecordedEvent::turnId)
                .containsExactly(first.turn().id(), first.turn().id());
    }

    @Test
    void eventsAfterTheLastAreNone() {
        Begun begun = begin("a");

        assertThat(events(begun, begun.lastSeq())).isEmpty();
        assertThat(events(begun, Long.MAX_VALUE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aReplayFromAnywhereTellsWhatWasSeenLiveAfterIt(long seed) {
        Begun begun = begin("a");
        List<RecordedEvent> live = new Replaying(seed, begun.turn(), begun.lastSeq(), progress -> {
            assertThat(write(progress)).isEmpty();
            return progress;
        }).run(40);

        for (long after = begun.lastSeq(); after <= live.getLast().seq(); after++) {
            long seen = after;
            List<RecordedEvent> expected = live.stream().filter(event -> event.seq() > seen).toList();
            List<RecordedEvent> replay = replay(begun, after);
            assertThat(Replaying.text(replay)).isEqualTo(Replaying.text(expected));
            assertThat(Replaying.rest(replay)).isEqualTo(Replaying.rest(expected));
        }
    }

    static List<String> texts() {
        return List.of("", " ", "a\u0000b", "half \uD83D of a pair", "\uDE00", "😀 family 👨‍👩‍👧",
                "x".repeat(1024 * 1024),
                "😀".repeat(256 * 1024), "<b>:name 'quoted' \"twice\" \\ $1 ?", "\uFFFF\uFEFF\u202E", "\r\n\t");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsReadBackAsItWasWhereItIsUnicodeAndWithAReplacementWhereItIsNot(String text) {
        String readable = readable(text);
        Begun begun = begin("a");

        write(told(begun, new TurnEvent.ItemCompleted(Item.agentMessage("item_0", text))));

        assertThat(stored(begun).content().replace('\u0000', '\uFFFD')).isEqualTo(readable);
        JsonObject item = events(begun, 2).getFirst().body().getJsonObject("item");
        assertThat(item.getString("text").replace('\u0000', '\uFFFD')).isEqualTo(readable);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTurnEndsWithWhateverItsUpstreamSaid(String text) {
        Begun begun = begin("a");
        Turns.Progress end = completed(begun, text);

        assertThat(write(new Turns.Progress(end.turnId(), end.conversationId(), end.lastSeq(), end.events(),
                end.ending().map(ending -> new Turns.Ending(ending.status(), text, ending.usage(),
                        Optional.of(new TurnError("internal", text)), Optional.of(text), NOW)))))
                .isEmpty();

        assertThat(stored(begun).status()).isEqualTo(TurnStatus.COMPLETED);
        assertThat(stored(begun).content()).isEqualTo(readable(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\uD83D", "'; DROP TABLE turn; --", ""})
    void nothingIsFoundByANameThatNothingCanHave(String name) {
        begin("a");

        assertThat(archive().turn(name)).isEmpty();
        assertThat(archive().find(owner, name)).isEmpty();
        assertThat(archive().events(name, Optional.of(name), 0, ANY)).isEmpty();
        assertThat(archive().list(owner, Optional.of(new Archive.Position(NOW.minusSeconds(1), name)), ANY)).isEmpty();
        assertThat(archive().delete(name)).isFalse();
    }

    /** Page by page, as a caller does. */
    private List<RecordedEvent> replay(Begun begun, long after) {
        List<RecordedEvent> all = new ArrayList<>();
        List<RecordedEvent> page;
        long from = after;
        do {
            long seen = from;
            page = archive().events(begun.turn().conversationId(), Optional.of(begun.turn().id()), seen, 7).stream()
                    .map(event -> event.after(seen)).toList();
            all.addAll(page);
            from = page.isEmpty() ? from : page.getLast().seq();
        } while (!page.isEmpty());
        return all;
    }

    private static String readable(String text) {
        StringBuilder readable = new StringBuilder();
        text.codePoints().map(c -> c == 0 || c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                .forEach(readable::appendCodePoint);
        return readable.toString();
    }
}
