package dev.codexgateway.codex;

import java.util.ArrayList;
import java.util.List;

/** Puts together the deltas of one item that follow each other, which then cost the store one row. */
final class Deltas {
    private Deltas() {}

    /** The events as they are to be written. */
    static List<RecordedEvent> merged(List<ToldEvent> events, String turnId) {
        List<RecordedEvent> merged = new ArrayList<>();
        List<ToldEvent> deltas = new ArrayList<>();
        for (ToldEvent next : events) {
            if (!deltas.isEmpty() && !continues(deltas.getLast(), next)) {
                merged.add(merge(deltas, turnId));
                deltas.clear();
            }
            if (next.event() instanceof TurnEvent.ItemUpdated) {
                deltas.add(next);
            } else {
                merged.add(RecordedEvent.of(next.seq(), turnId, next.event()));
            }
        }
        if (!deltas.isEmpty()) {
            merged.add(merge(deltas, turnId));
        }
        return merged;
    }

    private static boolean continues(ToldEvent before, ToldEvent next) {
        return before.event() instanceof TurnEvent.ItemUpdated last
                && next.event() instanceof TurnEvent.ItemUpdated more && last.itemId().equals(more.itemId());
    }

    private static RecordedEvent merge(List<ToldEvent> deltas, String turnId) {
        List<TurnEvent.ItemUpdated> parts = deltas.stream().map(told -> (TurnEvent.ItemUpdated) told.event()).toList();
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.delta()));
        TurnEvent whole = new TurnEvent.ItemUpdated(parts.getFirst().itemId(), parts.getFirst().itemType(),
                text.toString());
        return new RecordedEvent(deltas.getLast().seq(), turnId, whole.json(),
                parts.stream().map(part -> part.delta().length()).toList());
    }
}
