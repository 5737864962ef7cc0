package dev.codexgateway.codex;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a running turn has said: its last message, for an earlier one was said on the way to it. Not safe for concurrent use:
 * guarded by the turn's lock.
 */
final class Message {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> halves = new HashMap<>();
    private String item = "";

    /** Half a character waits for its other half, which comes with the next delta: nothing could keep it alone. */
    Optional<TurnEvent> whole(TurnEvent.ItemUpdated updated) {
        String delta = halves.getOrDefault(updated.itemId(), "") + updated.delta();
        int end = !delta.isEmpty() && Character.isHighSurrogate(delta.charAt(delta.length() - 1))
                ? delta.length() - 1
                : delta.length();
        halves.put(updated.itemId(), delta.substring(end));
        return end == 0
                ? Optional.empty()
                : Optional.of(new TurnEvent.ItemUpdated(updated.itemId(), updated.itemType(),
                        Transcript.readable(delta.substring(0, end))));
    }

    /** Takes from an event what it says. */
    void hear(TurnEvent event) {
        switch (event) {
            case TurnEvent.ItemStarted e when e.item().type().equals(Item.AGENT_MESSAGE) -> say(e.item().id(), "");
            case TurnEvent.ItemUpdated e when e.itemType().equals(Item.AGENT_MESSAGE) -> say(e.itemId(), e.delta());
            case TurnEvent.ItemCompleted e when e.item().type().equals(Item.AGENT_MESSAGE) -> {
                say(e.item().id(), "");
                text.setLength(0);
                text.append(Transcript.text(e.item().json()));
            }
            default -> {
            }
        }
    }

    String text() {
        return text.toString();
    }

    private void say(String itemId, String delta) {
        if (!itemId.equals(item)) {
            item = itemId;
            text.setLength(0);
        }
        text.append(delta);
    }
}
