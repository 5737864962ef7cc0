package dev.codexgateway.codex;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The memory of a running turn: its events on their way into the store, and the last ones that arrived there. Events come in
 * the order of their numbers, without a gap. Not safe for concurrent use: guarded by the turn's lock.
 */
final class ToldEvents {
    /** Beyond this the agent waits for the store; the store's own gaps after a crash are larger than it. */
    static final int MAX_UNWRITTEN = 1_000;
    private static final int MAX_UNWRITTEN_CHARACTERS = 4 * 1024 * 1024;
    private static final int MAX_RECENT_CHARACTERS = 64 * 1024;

    private List<ToldEvent> unwritten = new ArrayList<>();
    private List<ToldEvent> inFlight = List.of();
    /** Written, and kept for watchers that have not seen it yet: without it each of them would ask the store. */
    private List<ToldEvent> recent;
    private int heldCharacters;
    private long seq;
    private boolean dropped;

    /** @param written the first events, which are in the store */
    ToldEvents(List<ToldEvent> written) {
        this.recent = written;
        this.seq = written.getLast().seq();
    }

    void add(TurnEvent event) {
        ToldEvent told = new ToldEvent(++seq, event);
        unwritten.add(told);
        heldCharacters += told.characters();
    }

    /** Whether so much waits for the store that no more should be added. */
    boolean full() {
        return unwritten.size() + inFlight.size() >= MAX_UNWRITTEN || heldCharacters >= MAX_UNWRITTEN_CHARACTERS;
    }

    /** What is to be written, the same again until it is {@link #written}. */
    List<ToldEvent> take() {
        if (inFlight.isEmpty()) {
            inFlight = unwritten;
            unwritten = new ArrayList<>();
        }
        return inFlight;
    }

    /** The store has what was taken. */
    void written() {
        recent = characters(inFlight) <= MAX_RECENT_CHARACTERS ? inFlight : List.of();
        inFlight = List.of();
        heldCharacters = characters(unwritten);
    }

    /** Whether something has been told since the last was taken. */
    boolean moreToTake() {
        return !unwritten.isEmpty();
    }

    /** From now on the store alone knows. */
    void drop() {
        inFlight = List.of();
        unwritten = new ArrayList<>();
        dropped = true;
    }

    /** Events after {@code seen} that are not known to be written yet, without the end. */
    List<ToldEvent> unwrittenAfter(long seen) {
        return Stream.concat(inFlight.stream(), unwritten.stream())
                .filter(told -> told.seq() > seen && !told.last()).toList();
    }

    /** Up to {@code limit} events after {@code seen}, without an end that is not written; empty if not all are here. */
    Optional<List<ToldEvent>> after(long seen, int limit) {
        List<List<ToldEvent>> parts = Stream.of(recent, inFlight, unwritten).filter(part -> !part.isEmpty()).toList();
        long first = parts.isEmpty() ? seq + 1 : parts.getFirst().getFirst().seq();
        if (dropped || seen + 1 < first) {
            return Optional.empty();
        }
        long last = Math.clamp(seen + limit, seen, Math.max(seen, visible()));
        List<ToldEvent> after = new ArrayList<>();
        parts.forEach(part -> after.addAll(part.subList(place(part, seen + 1), place(part, last + 1))));
        return Optional.of(after);
    }

    /** The number of the last event that watchers may see: the end is the last of all. */
    private long visible() {
        List<ToldEvent> last = unwritten.isEmpty() ? inFlight : unwritten;
        return !last.isEmpty() && last.getLast().last() ? seq - 1 : seq;
    }

    private static int place(List<ToldEvent> part, long number) {
        return Math.clamp(number - part.getFirst().seq(), 0, part.size());
    }

    private static int characters(List<ToldEvent> events) {
        return events.stream().mapToInt(ToldEvent::characters).sum();
    }
}
