package dev.codexgateway.codex;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits for the ends of turns, of those that run in other processes too. Safe for concurrent use. */
final class Waiting {
    /** How often a turn that runs in another process is looked at. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Archive archive;
    private final Recorder recorder;

    Waiting(Archive archive, Recorder recorder) {
        this.archive = archive;
        this.recorder = recorder;
    }

    /** As {@link Conversations#await(Turn, Duration)}; the listener is one as of {@link Watchers#awaitEnd}. */
    Turn await(Turn turn, Duration wait, Consumer<Turn> listener) {
        if (turn.status().ended()) {
            return turn;
        }
        Optional<RunningTurn> here = recorder.find(turn.id());
        return (here.isPresent()
                ? here.get().await(wait, ended -> listener.accept(ended.under(turn.sessionId())))
                : awaitElsewhere(turn, wait)).under(turn.sessionId());
    }

    private Turn awaitElsewhere(Turn turn, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        Turn now = archive.turn(turn.id()).orElse(turn);
        while (!now.status().ended() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(Duration.ofNanos(Math.clamp(deadline - System.nanoTime(), 1, LOOK.toNanos())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
            now = archive.turn(turn.id()).orElse(now);
        }
        return now;
    }
}
