package dev.codexgateway.codex;

import org.jspecify.annotations.Nullable;

/** An event of a running turn, and what watchers are handed for it: made when the first of them asks, the same for all. */
final class ToldEvent {
    private final long seq;
    private final TurnEvent event;
    private final int characters;
    private @Nullable RecordedEvent recorded;

    ToldEvent(long seq, TurnEvent event) {
        this.seq = seq;
        this.event = event;
        this.characters = characters(event);
    }

    long seq() {
        return seq;
    }

    TurnEvent event() {
        return event;
    }

    /** How much text it holds. */
    int characters() {
        return characters;
    }

    /** Whether the turn tells nothing after it. */
    boolean last() {
        return event instanceof TurnEvent.TurnCompleted || event instanceof TurnEvent.TurnFailed;
    }

    /** Two threads may make it at once: either is as good. */
    RecordedEvent recorded(String turnId) {
        RecordedEvent made = recorded;
        if (made == null) {
            made = RecordedEvent.of(seq, turnId, event);
            recorded = made;
        }
        return made;
    }

    private static int characters(TurnEvent event) {
        return switch (event) {
            case TurnEvent.ItemUpdated e -> e.delta().length();
            case TurnEvent.ItemStarted e -> e.item().characters();
            case TurnEvent.ItemCompleted e -> e.item().characters();
            default -> 0;
        };
    }
}
