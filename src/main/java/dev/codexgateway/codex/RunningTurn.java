package dev.codexgateway.codex;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A turn that runs in this process: what it has told and has not yet been written, and its end. The agent's thread tells,
 * the recorder takes, watchers wait; all of it is safe for concurrent use.
 *
 * <p>The end is decided once, by whoever comes first: the agent, a cancellation, the deadline or the shutdown. What the
 * agent tells afterwards is dropped. Watchers see the end only when it is written.
 */
final class RunningTurn implements Agent.Telling {
    /** Beyond this the agent waits for the store; the store's own gaps after a crash are larger than it. */
    static final int MAX_UNWRITTEN = 1_000;
    private static final int MAX_UNWRITTEN_CHARACTERS = 4 * 1024 * 1024;
    private static final int MAX_RECENT_CHARACTERS = 64 * 1024;

    private final Turn beginning;
    private final long firstSeq;
    private final Runnable hurry;
    private final Cancellation stop = new Cancellation();
    /** Its end as written. One thread wakes all who wait for it: nobody has to run for the next one to be woken. */
    private final CompletableFuture<Turn> over = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final StringBuilder message = new StringBuilder();
    private final Map<String, String> halves = new HashMap<>();
    private String messageItem = "";
    private List<Told> unwritten = new ArrayList<>();
    private List<Told> inFlight = List.of();
    /** Written, and kept for watchers that have not seen it yet: without it each of them would ask the store. */
    private List<Told> recent;
    private int heldCharacters;
    private long seq;
    private Optional<Turns.Ending> ending = Optional.empty();
    private boolean lost;
    private volatile CountDownLatch news = new CountDownLatch(1);

    /**
     * @param lastSeq of the events that were written when it began: that the thread started, and the turn
     * @param hurry   asks the recorder to write now
     */
    RunningTurn(Turn beginning, long lastSeq, Runnable hurry) {
        this.beginning = beginning;
        this.seq = lastSeq;
        this.hurry = hurry;
        this.recent = List.of(
                new Told(lastSeq - 1, new TurnEvent.ThreadStarted(beginning.conversationId()), 0),
                new Told(lastSeq, new TurnEvent.TurnStarted(), 0));
        this.firstSeq = lastSeq - 1;
    }

    String id() {
        return beginning.id();
    }

    Cancellation stop() {
        return stop;
    }

    @Override
    public void tell(TurnEvent event) {
        lock.lock();
        try {
            while (ending.isEmpty() && full()) {
                hurry.run();
                room.awaitUninterruptibly();
            }
            if (ending.isEmpty() && event instanceof TurnEvent.ItemUpdated updated) {
                whole(updated).ifPresent(this::add);
            } else if (ending.isEmpty()) {
                add(event);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decides the end, if nobody has.
     *
     * @param answer the whole content of a turn that completed; any other keeps what it had said
     */
    boolean finish(TurnStatus status, Optional<Agent.Answer> answer, Optional<TurnError> error, Instant now) {
        return end(said -> new Turns.Ending(status, answer.map(Agent.Answer::content).orElse(said),
                answer.flatMap(Agent.Answer::usage), error, answer.flatMap(Agent.Answer::reference), now));
    }

    /** As {@link #finish}, for an agent that gave up: what it had said is kept, and what it used. */
    boolean fail(TurnFailure failure, Instant now) {
        return end(said -> new Turns.Ending(TurnStatus.FAILED, said, failure.usage(), Optional.of(failure.error()),
                Optional.empty(), now));
    }

    private boolean end(Function<String, Turns.Ending> made) {
        lock.lock();
        try {
            if (ending.isPresent()) {
                return false;
            }
            Turns.Ending last = made.apply(message.toString());
            if (last.status() == TurnStatus.FAILED) {
                last.error().ifPresent(e -> add(new TurnEvent.Notice(e.message())));
            }
            add(last.error().<TurnEvent>map(TurnEvent.TurnFailed::new)
                    .orElseGet(() -> new TurnEvent.TurnCompleted(last.usage())));
            ending = Optional.of(last);
            room.signalAll();
        } finally {
            lock.unlock();
        }
        hurry.run();
        return true;
    }

    /**
     * What is to be written, if anything. It is the same again until it is answered by {@link #written}: a write that
     * seemed to fail may be in the store.
     */
    Optional<Turns.Progress> take() {
        lock.lock();
        try {
            if (inFlight.isEmpty()) {
                inFlight = unwritten;
                unwritten = new ArrayList<>();
            }
            return inFlight.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Turns.Progress(id(), beginning.conversationId(),
                            inFlight.getLast().seq(), merged(inFlight),
                            ending.filter(_ -> inFlight.getLast().seq() == seq)));
        } finally {
            lock.unlock();
        }
    }

    /** The store has this progress; true if with it the turn is over. */
    boolean written(Turns.Progress progress) {
        lock.lock();
        try {
            recent = characters(inFlight) <= MAX_RECENT_CHARACTERS ? inFlight : List.of();
            inFlight = List.of();
            heldCharacters = characters(unwritten);
            room.signalAll();
            if (ending.isPresent() && !unwritten.isEmpty()) {
                hurry.run();
            }
        } finally {
            lock.unlock();
        }
        progress.ending()
                .ifPresent(done -> over(new Turn(id(), beginning.conversationId(), beginning.sessionId(),
                        beginning.number(),
                        done.status(), beginning.model(), done.content(), done.usage(), done.error(),
                        beginning.createdAt(),
                        Optional.of(done.completedAt()))));
        return progress.ending().isPresent();
    }

    /** The turn has been ended elsewhere, or is gone; {@code actual} is what is known of it now. */
    void lost(Turn actual) {
        lock.lock();
        try {
            ending = ending.or(() -> Optional
                    .of(new Turns.Ending(actual.status(), actual.content(), actual.usage(), actual.error(),
                            Optional.empty(), actual.completedAt().orElse(actual.createdAt()))));
            inFlight = List.of();
            unwritten = new ArrayList<>();
            lost = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        over(actual);
        stop.fire();
    }

    /** Waits for the end to be written; the turn as it then stands. */
    Turn await(Duration wait) {
        try {
            return over.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return now();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return now();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How it ends, from the moment on at which that is decided. */
    Optional<TurnStatus> decided() {
        lock.lock();
        try {
            return ending.map(Turns.Ending::status);
        } finally {
            lock.unlock();
        }
    }

    boolean isOver() {
        return over.isDone();
    }

    Turn now() {
        return over.isDone() ? over.join() : soFar();
    }

    private Turn soFar() {
        lock.lock();
        try {
            return beginning.saying(message.toString());
        } finally {
            lock.unlock();
        }
    }

    /** Events after {@code seen} that are not known to be written yet. */
    List<RecordedEvent> unwrittenAfter(long seen) {
        lock.lock();
        try {
            return Stream.concat(inFlight.stream(), unwritten.stream())
                    .filter(told -> told.seq() > seen && !(ending.isPresent() && told.last()))
                    .map(told -> RecordedEvent.of(told.seq(), id(), told.event())).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The number of the turn's first event. */
    long firstSeq() {
        return firstSeq;
    }

    /** Opens when there is more to see than now. To be taken before looking. */
    CountDownLatch news() {
        return news;
    }

    /**
     * Up to {@code limit} events after {@code seen}, as they were told; empty if not all of them are in memory, or the turn
     * was lost: the store has them then. The end is not among them before it is written.
     */
    Optional<List<RecordedEvent>> after(long seen, int limit) {
        // What is made of them is made outside of the lock, which the agent needs.
        return held(seen, limit).map(held -> held.stream().map(told -> told.recorded(id())).toList());
    }

    private Optional<List<Told>> held(long seen, int limit) {
        lock.lock();
        try {
            List<List<Told>> parts = List.of(recent, inFlight, unwritten);
            long first = parts.stream().filter(part -> !part.isEmpty()).findFirst()
                    .map(part -> part.getFirst().seq()).orElse(seq + 1);
            if (lost || seen + 1 < first) {
                return Optional.empty();
            }
            List<Told> held = new ArrayList<>();
            for (List<Told> part : parts) {
                if (!part.isEmpty()) {
                    int to = part.size() - (part != recent && part.getLast().last() ? 1 : 0);
                    int from = (int) Math.clamp(seen + 1 - part.getFirst().seq(), 0, to);
                    held.addAll(part.subList(from, Math.min(to, from + limit - held.size())));
                }
            }
            return Optional.of(held);
        } finally {
            lock.unlock();
        }
    }

    private void over(Turn turn) {
        over.complete(turn);
        tellNews();
    }

    /** Wakes watchers without making them queue for the lock that the agent needs. */
    private void tellNews() {
        lock.lock();
        try {
            CountDownLatch seen = news;
            news = new CountDownLatch(1);
            seen.countDown();
        } finally {
            lock.unlock();
        }
    }

    private boolean full() {
        return unwritten.size() + inFlight.size() >= MAX_UNWRITTEN || heldCharacters >= MAX_UNWRITTEN_CHARACTERS;
    }

    private void add(TurnEvent event) {
        Told told = new Told(++seq, event, characters(event));
        unwritten.add(told);
        tellNews();
        heldCharacters += told.characters();
        switch (event) {
            case TurnEvent.ItemStarted e when e.item().type().equals(Item.AGENT_MESSAGE) -> say(e.item().id(), "");
            case TurnEvent.ItemUpdated e when e.itemType().equals(Item.AGENT_MESSAGE) -> say(e.itemId(), e.delta());
            case TurnEvent.ItemCompleted e when e.item().type().equals(Item.AGENT_MESSAGE) -> {
                say(e.item().id(), "");
                message.setLength(0);
                message.append(Transcript.text(e.item().json()));
            }
            default -> {
            }
        }
    }

    /** Half a character waits for its other half, which comes with the next delta: nothing could keep it alone. */
    private Optional<TurnEvent> whole(TurnEvent.ItemUpdated updated) {
        String text = halves.getOrDefault(updated.itemId(), "") + updated.delta();
        int end = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))
                ? text.length() - 1
                : text.length();
        halves.put(updated.itemId(), text.substring(end));
        return end == 0
                ? Optional.empty()
                : Optional.of(new TurnEvent.ItemUpdated(updated.itemId(), updated.itemType(),
                        Transcript.readable(text.substring(0, end))));
    }

    /** The content is the last message: an earlier one was said on the way to it. */
    private void say(String item, String delta) {
        if (!item.equals(messageItem)) {
            messageItem = item;
            message.setLength(0);
        }
        message.append(delta);
    }

    private List<RecordedEvent> merged(List<Told> told) {
        List<RecordedEvent> events = new ArrayList<>();
        List<Told> deltas = new ArrayList<>();
        for (Told next : told) {
            if (!deltas.isEmpty() && !next.continues(deltas.getLast())) {
                events.add(merge(deltas));
                deltas.clear();
            }
            if (next.event() instanceof TurnEvent.ItemUpdated) {
                deltas.add(next);
            } else {
                events.add(RecordedEvent.of(next.seq(), id(), next.event()));
            }
        }
        if (!deltas.isEmpty()) {
            events.add(merge(deltas));
        }
        return events;
    }

    private RecordedEvent merge(List<Told> deltas) {
        List<TurnEvent.ItemUpdated> parts = deltas.stream().map(told -> (TurnEvent.ItemUpdated) told.event()).toList();
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.delta()));
        TurnEvent whole = new TurnEvent.ItemUpdated(parts.getFirst().itemId(), parts.getFirst().itemType(),
                text.toString());
        return new RecordedEvent(deltas.getLast().seq(), id(), whole.json(),
                parts.stream().map(part -> part.delta().length()).toList());
    }

    private static int characters(List<Told> told) {
        return told.stream().mapToInt(Told::characters).sum();
    }

    private static int characters(TurnEvent event) {
        return switch (event) {
            case TurnEvent.ItemUpdated e -> e.delta().length();
            case TurnEvent.ItemStarted e -> e.item().characters();
            case TurnEvent.ItemCompleted e -> e.item().characters();
            default -> 0;
        };
    }

    /** An event, and what watchers are handed for it: made when the first of them asks, and the same for all. */
    private static final class Told {
        private final long seq;
        private final TurnEvent event;
        private final int characters;
        private @Nullable RecordedEvent recorded;

        Told(long seq, TurnEvent event, int characters) {
            this.seq = seq;
            this.event = event;
            this.characters = characters;
        }

        long seq() {
            return seq;
        }

        TurnEvent event() {
            return event;
        }

        int characters() {
            return characters;
        }

        boolean continues(Told before) {
            return event instanceof TurnEvent.ItemUpdated next && before.event instanceof TurnEvent.ItemUpdated last
                    && next.itemId().equals(last.itemId());
        }

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
    }
}
