package dev.codexgateway.codex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A turn that tells whatever chance gives it, with writes in between wherever chance puts them. What a watcher saw live is
 * kept, so that a replay can be held against it.
 */
final class Replaying {
    private static final String[] PIECES = {"a", "", "two words ", "\n", "\u0000", "é", "😀", "\uD83D", "\uDE00",
            "\uFFFD", "\"\\"};

    private final Random random;
    private final RunningTurn turn;
    private final UnaryOperator<Turns.Progress> store;
    private final List<RecordedEvent> live = new ArrayList<>();
    private long seen;

    /** @param store keeps a progress, and answers it */
    Replaying(long seed, Turn begun, long lastSeq, UnaryOperator<Turns.Progress> store) {
        this.random = new Random(seed);
        this.turn = new RunningTurn(begun, lastSeq, () -> {});
        this.seen = lastSeq;
        this.store = store;
    }

    /** What was seen live. */
    List<RecordedEvent> run(int steps) {
        for (int step = 0; step < steps; step++) {
            turn.tell(event(random.nextInt(20)));
            turn.unwrittenAfter(seen).forEach(event -> {
                live.add(event);
                seen = event.seq();
            });
            if (random.nextInt(4) == 0) {
                write();
            }
        }
        write();
        return live;
    }

    private void write() {
        turn.take().ifPresent(progress -> turn.written(store.apply(progress)));
    }

    private TurnEvent event(int kind) {
        String item = "item_" + random.nextInt(2);
        return switch (kind) {
            case 0 -> new TurnEvent.ItemStarted(Item.agentMessage(item, ""));
            case 1 -> new TurnEvent.Notice("a note");
            default -> new TurnEvent.ItemUpdated(item, Item.AGENT_MESSAGE, delta());
        };
    }

    private String delta() {
        StringBuilder delta = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            delta.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return delta.toString();
    }

    /** The text that these events tell of each item. */
    static Map<String, String> text(List<RecordedEvent> events) {
        Map<String, String> text = new TreeMap<>();
        events.stream().map(RecordedEvent::body).filter(body -> body.containsKey("delta"))
                .forEach(body -> text.merge(body.getJsonObject("item").getString("id"), body.getString("delta"),
                        String::concat));
        text.values().removeIf(String::isEmpty);
        return text;
    }

    /** Those that are not text. */
    static List<RecordedEvent> rest(List<RecordedEvent> events) {
        return events.stream().filter(event -> !event.body().containsKey("delta")).toList();
    }
}
