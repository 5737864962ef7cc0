package dev.codexgateway.codex;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The events of conversations, those that are not stored yet among them. Safe for concurrent use. */
final class Events {
    private final Archive archive;
    private final Recorder recorder;

    Events(Archive archive, Recorder recorder) {
        this.archive = archive;
        this.recorder = recorder;
    }

    /** All of a turn that has ended, those so far of one that runs. */
    List<RecordedEvent> of(Turn turn) {
        return merged(turn.conversationId(), Optional.of(turn.id()), 0, Integer.MAX_VALUE, turn.id());
    }

    /** Up to {@code limit} of them after {@code afterSeq}, of one turn or of all. */
    Conversations.Page page(Conversations.View view, Optional<String> turnId, long afterSeq, int limit) {
        List<RecordedEvent> events = merged(view.conversation().id(), turnId, afterSeq, limit, view.turn().id());
        boolean more = events.size() == limit || !view.turn().status().ended();
        return new Conversations.Page(events,
                more ? Optional.of(events.isEmpty() ? afterSeq : events.getLast().seq()) : Optional.empty());
    }

    /** Stored events, then those of a running turn that are not stored yet: looked up first, so that none falls in between. */
    private List<RecordedEvent> merged(String conversationId, Optional<String> turnId, long afterSeq, int limit,
            String lastTurn) {
        List<RecordedEvent> live = recorder.find(lastTurn)
                .filter(turn -> turnId.isEmpty() || turnId.get().equals(turn.id()))
                .map(turn -> turn.unwrittenAfter(afterSeq)).orElse(List.of());
        List<RecordedEvent> events = new ArrayList<>(archive.events(conversationId, turnId, afterSeq, limit).stream()
                .map(event -> event.after(afterSeq)).toList());
        long stored = events.isEmpty() ? afterSeq : events.getLast().seq();
        live.stream().filter(event -> event.seq() > stored).limit(Math.max(0, limit - events.size()))
                .forEach(events::add);
        return events;
    }
}
