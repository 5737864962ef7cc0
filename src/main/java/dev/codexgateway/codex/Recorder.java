package dev.codexgateway.codex;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes for all running turns: what they told at most {@link #INTERVAL} after they told it, an end at once. Everything
 * that is due is written in one transaction, so the cost of a durable commit is shared.
 *
 * <p>While the store is away nothing is lost: turns keep what they told, the agent of one that told too much waits, and the
 * next round tries again.
 */
final class Recorder {
    static final Duration INTERVAL = Duration.ofMillis(400);
    private static final Logger LOG = System.getLogger(Recorder.class.getName());

    private final Turns turns;
    private final Archive archive;
    private final String process;
    private final Map<String, RunningTurn> running = new ConcurrentHashMap<>();
    private final Semaphore due = new Semaphore(0);
    private final Thread thread = Thread.ofPlatform().daemon().name("turn-recorder").unstarted(this::record);
    private volatile boolean stopped;

    Recorder(Turns turns, Archive archive, String process) {
        this.turns = turns;
        this.archive = archive;
        this.process = process;
    }

    void start() {
        thread.start();
    }

    /** Ends after one last round. */
    void stop() {
        stopped = true;
        hurry();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void hurry() {
        due.release();
    }

    void add(RunningTurn turn) {
        running.put(turn.id(), turn);
    }

    Optional<RunningTurn> find(String turnId) {
        return Optional.ofNullable(running.get(turnId));
    }

    List<RunningTurn> running() {
        return List.copyOf(running.values());
    }

    private void record() {
        while (!stopped) {
            try {
                if (due.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    due.drainPermits();
                }
                round();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "turns could not be written and will be tried again", e);
                pause();
            }
        }
        lastRound();
    }

    private void lastRound() {
        try {
            round();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "turns could not be written any more: others will find them interrupted", e);
        }
    }

    private void round() {
        List<Turns.Progress> batch = new ArrayList<>();
        running.values().forEach(turn -> turn.take().ifPresent(batch::add));
        if (batch.isEmpty()) {
            return;
        }
        try {
            write(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                throw e;
            }
            // One turn may be what the store refuses: the others must not wait for it.
            Collections.shuffle(batch);
            batch.forEach(progress -> write(List.of(progress)));
        }
    }

    private void write(List<Turns.Progress> batch) {
        Set<String> lost = turns.write(process, batch);
        for (Turns.Progress progress : batch) {
            RunningTurn turn = running.get(progress.turnId());
            if (turn == null) {
                continue;
            }
            if (lost.contains(progress.turnId())) {
                lose(turn);
            } else if (turn.written(progress)) {
                running.remove(turn.id());
            }
        }
    }

    /** Another process ended the turn, or its conversation was deleted. */
    private void lose(RunningTurn turn) {
        turn.lost(archive.turn(turn.id()).filter(actual -> actual.status().ended())
                .orElseGet(() -> cancelled(turn.now())));
        running.remove(turn.id());
    }

    private static Turn cancelled(Turn turn) {
        return new Turn(turn.id(), turn.conversationId(), turn.sessionId(), turn.number(), TurnStatus.CANCELLED,
                turn.model(),
                turn.content(), turn.usage(), Optional.of(TurnError.CANCELLED), turn.createdAt(),
                Optional.of(turn.createdAt()));
    }

    private void pause() {
        try {
            due.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }
}
