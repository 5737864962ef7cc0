package dev.codexgateway.codex;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A turn that runs in this process: what it has told and has not yet been written, and its end. The agent's thread tells,
 * the recorder takes, watchers wait; all of it is safe for concurrent use.
 *
 * <p>The end is decided once, by whoever comes first: the agent, a cancellation, the deadline or the shutdown. What the
 * agent tells afterwards is dropped. Watchers see the end only when it is written.
 */
final class RunningTurn implements Agent.Telling {
    private final Turn beginning;
    private final long firstSeq;
    private final Runnable hurry;
    private final Cancellation stop = new Cancellation();
    private final Watchers watchers = new Watchers();
    /** Guards all that follows. */
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Message message = new Message();
    private final ToldEvents events;
    private Optional<Turns.Ending> ending = Optional.empty();

    /**
     * @param lastSeq of the events that were written when it began: that the thread started, and the turn
     * @param hurry   asks the recorder to write now
     */
    RunningTurn(Turn beginning, long lastSeq, Runnable hurry) {
        this.beginning = beginning;
        this.firstSeq = lastSeq - 1;
        this.hurry = hurry;
        this.events = new ToldEvents(List.of(
                new ToldEvent(firstSeq, new TurnEvent.ThreadStarted(beginning.conversationId())),
                new ToldEvent(lastSeq, new TurnEvent.TurnStarted())));
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
            while (ending.isEmpty() && events.full()) {
                hurry.run();
                room.awaitUninterruptibly();
            }
            if (ending.isEmpty() && event instanceof TurnEvent.ItemUpdated updated) {
                message.whole(updated).ifPresent(this::add);
            } else if (ending.isEmpty()) {
                add(event);
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(TurnEvent event) {
        events.add(event);
        message.hear(event);
        watchers.tellNews();
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
            Turns.Ending last = made.apply(message.text());
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
            List<ToldEvent> taken = events.take();
            return taken.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Turns.Progress(id(), beginning.conversationId(), taken.getLast().seq(),
                            Deltas.merged(taken, id()), ending.filter(_ -> !events.moreToTake())));
        } finally {
            lock.unlock();
        }
    }

    /** The store has this progress; true if with it the turn is over. */
    boolean written(Turns.Progress progress) {
        lock.lock();
        try {
            events.written();
            room.signalAll();
            if (ending.isPresent() && events.moreToTake()) {
                hurry.run();
            }
        } finally {
            lock.unlock();
        }
        progress.ending().ifPresent(done -> watchers.over(beginning.ended(done)));
        return progress.ending().isPresent();
    }

    /** The turn has been ended elsewhere, or is gone; {@code actual} is what is known of it now. */
    void lost(Turn actual) {
        lock.lock();
        try {
            ending = ending.or(() -> Optional
                    .of(new Turns.Ending(actual.status(), actual.content(), actual.usage(), actual.error(),
                            Optional.empty(), actual.completedAt().orElse(actual.createdAt()))));
            events.drop();
            room.signalAll();
        } finally {
            lock.unlock();
        }
        watchers.over(actual);
        stop.fire();
    }

    /** Waits for the end to be written; the turn as it then stands. */
    Turn await(Duration wait) {
        return await(wait, _ -> {});
    }

    /** As {@link #await(Duration)}; the listener is one as of {@link Watchers#awaitEnd}. */
    Turn await(Duration wait, Consumer<Turn> listener) {
        return watchers.awaitEnd(wait, listener).orElseGet(this::soFar);
    }

    /** How it ends, from the moment on at which that is decided. */
    Optional<TurnStatus> decided() {
        return locked(() -> ending.map(Turns.Ending::status));
    }

    boolean isOver() {
        return watchers.ended().isPresent();
    }

    Turn now() {
        return watchers.ended().orElseGet(this::soFar);
    }

    private Turn soFar() {
        return beginning.saying(locked(message::text));
    }

    /** Events after {@code seen} that are not known to be written yet. */
    List<RecordedEvent> unwrittenAfter(long seen) {
        return recorded(locked(() -> events.unwrittenAfter(seen)));
    }

    /** The number of the turn's first event. */
    long firstSeq() {
        return firstSeq;
    }

    /** Opens when there is more to see than now. To be taken before looking. */
    CountDownLatch news() {
        return watchers.news();
    }

    /**
     * Up to {@code limit} events after {@code seen}, as they were told; empty if not all of them are in memory, or the turn
     * was lost: the store has them then. The end is not among them before it is written.
     */
    Optional<List<RecordedEvent>> after(long seen, int limit) {
        return locked(() -> events.after(seen, limit)).map(this::recorded);
    }

    /** Made outside of the lock, which the agent needs. */
    private List<RecordedEvent> recorded(List<ToldEvent> told) {
        return told.stream().map(event -> event.recorded(id())).toList();
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }
}
