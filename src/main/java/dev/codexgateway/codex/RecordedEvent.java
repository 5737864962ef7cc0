package dev.codexgateway.codex;

import java.util.List;

import jakarta.json.JsonObject;

import dev.codexgateway.json.Json;

/**
 * An event as it is handed out. Deltas of one item that came close together are stored as one event; {@code lengths} then
 * tells where each began, so that a reader who has seen some of them live gets only the rest.
 *
 * @param seq     the number of the event, of the last one where several were merged
 * @param body    the event without {@code turn_id} and {@code seq}
 * @param lengths the lengths of the merged deltas in UTF-16 units, in order; empty for an event that stands for itself
 */
public record RecordedEvent(long seq, String turnId, JsonObject body, List<Integer> lengths) {

    public static RecordedEvent of(long seq, String turnId, TurnEvent event) {
        return new RecordedEvent(seq, turnId, event.json(), List.of());
    }

    /** The event as far as it lies after {@code seq}, which must be less than this event's. */
    RecordedEvent after(long seen) {
        long first = seq - Math.max(1, lengths.size()) + 1;
        if (seen < first) {
            return this;
        }
        int skipped = (int) (seen - first + 1);
        int characters = lengths.subList(0, skipped).stream().mapToInt(Integer::intValue).sum();
        JsonObject rest = Json.createObjectBuilder(body).add("delta", body.getString("delta").substring(characters))
                .build();
        return new RecordedEvent(seq, turnId, rest, lengths.subList(skipped, lengths.size()));
    }

    /** Whether the turn tells nothing after it. */
    boolean last() {
        String type = body.getString("type");
        return type.equals("turn.completed") || type.equals("turn.failed");
    }

    public JsonObject json() {
        return Json.createObjectBuilder(body).add("turn_id", turnId).add("seq", seq).build();
    }
}
