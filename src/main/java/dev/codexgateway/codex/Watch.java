package dev.codexgateway.codex;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A look at a turn that goes on until the turn has ended: every event once and in order, the last one when it is written.
 * While the watcher keeps up it reads from the memory of the process that runs the turn; one that fell behind, or that
 * watches from another process, reads the store. So a watcher holds no events, and how slow it is costs nobody but itself.
 * Used by one thread, which parks while there is nothing to tell.
 */
public final class Watch {
    /** How many events are told at once at most; stored ones may be large, since deltas were put together in them. */
    private static final int LIVE_PAGE = 200;
    private static final int STORED_PAGE = 20;
    /** How often a turn that runs in another process is looked at. */
    private static final Duration LOOK = Duration.ofMillis(500);
    /** Whether it is still there at all is looked at less often: a turn that ends tells so. */
    private static final int LOOKS_UNTIL_STATUS = 10;

    private final Archive archive;
    private final Turn turn;
    private final Optional<RunningTurn> here;
    private final boolean wholeConversation;
    private long seen;
    private boolean ended;
    private int emptyLooks;

    /** @param seen the events after this one are told, those of earlier turns too; only the turn's own if it is empty */
    Watch(Archive archive, Turn turn, Optional<RunningTurn> here, Optional<Long> seen) {
        this.archive = archive;
        this.turn = turn;
        this.here = here;
        this.wholeConversation = seen.isPresent();
        this.seen = seen.orElseGet(() -> here.map(running -> running.firstSeq() - 1).orElse(0L));
    }

    /** The turn as it stood when the watch began. */
    public Turn turn() {
        return turn;
    }

    /** Whether all has been told. */
    public boolean ended() {
        return ended;
    }

    /** Whether the turn has ended and nothing of it is left to tell. Looks, and waits for nothing. */
    public boolean nothingLeft() {
        return turn.status().ended() && stored().isEmpty();
    }

    /** What is new, for which this waits as long as given; empty if nothing came, or if there is no more to come. */
    public List<RecordedEvent> next(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!ended) {
            CountDownLatch news = here.map(RunningTurn::news).orElseGet(() -> new CountDownLatch(1));
            boolean over = here.filter(RunningTurn::isOver).isPresent();
            Optional<List<RecordedEvent>> live = here.flatMap(running -> running.after(seen, LIVE_PAGE));
            List<RecordedEvent> events = live.orElseGet(this::stored);
            if (!events.isEmpty()) {
                return told(events);
            }
            if (live.isEmpty() && emptyLooks++ % LOOKS_UNTIL_STATUS == 0) {
                Optional<TurnStatus> status = archive.status(turn.id());
                if (status.isEmpty()) {
                    return told(List.of(deleted()));
                }
                // It may have ended since the look.
                ended = status.get().ended() && stored().isEmpty();
            } else {
                ended = live.isPresent() && over;
            }
            long left = deadline - System.nanoTime();
            if (ended || left <= 0) {
                return List.of();
            }
            news.await(live.isPresent() ? left : Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
        }
        return List.of();
    }

    private List<RecordedEvent> stored() {
        long from = seen;
        return archive
                .events(turn.conversationId(), wholeConversation ? Optional.empty() : Optional.of(turn.id()), from,
                        STORED_PAGE)
                .stream().map(event -> event.after(from)).toList();
    }

    /** What is deleted while it runs is cancelled first; who did not see that in time is told so all the same. */
    private RecordedEvent deleted() {
        return RecordedEvent.of(seen + 1, turn.id(), new TurnEvent.TurnFailed(TurnError.CANCELLED));
    }

    /** Nothing after the turn's end is told: that belongs to the next turn. */
    private List<RecordedEvent> told(List<RecordedEvent> events) {
        emptyLooks = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).turnId().equals(turn.id()) && events.get(i).last()) {
                ended = true;
                return events.subList(0, i + 1);
            }
        }
        seen = events.getLast().seq();
        return events;
    }
}
