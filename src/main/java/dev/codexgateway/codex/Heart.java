package dev.codexgateway.codex;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a process does every few seconds for turns: it renews its lease, cancels those of its turns that another process was
 * asked to cancel, and ends the turns of processes that died and those that nobody runs. Old conversations are swept on a
 * thread of their own, so that a long sweep cannot cost the lease.
 *
 * <p>A lease lasts {@link #LEASE}; with {@link #BEAT} between two looks, a dead process's turns are ended well within
 * fifteen seconds of its death.
 */
final class Heart {
    static final Duration LEASE = Duration.ofSeconds(8);
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    private static final int BATCH = 50;
    private static final Logger LOG = System.getLogger(Heart.class.getName());

    private final Turns turns;
    private final Archive archive;
    private final Recorder recorder;
    private final TurnRunner runner;
    private final Clock clock;
    private final Duration keep;
    private final String process;
    private final ScheduledExecutorService beat = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("heart").factory());
    private final ScheduledExecutorService sweep = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("sweeper").factory());
    private Set<String> strays = Set.of();
    private long beats;
    private boolean away;
    /** By {@link System#nanoTime()}: when the lease was last renewed, and from when others' leases are believed. */
    private long renewed;
    private long judging;

    Heart(Turns turns, Archive archive, Recorder recorder, TurnRunner runner, Clock clock, Duration keep,
            String process) {
        this.turns = turns;
        this.archive = archive;
        this.recorder = recorder;
        this.runner = runner;
        this.clock = clock;
        this.keep = keep;
        this.process = process;
    }

    /** Takes the first lease, without which no turn may begin. */
    void start() {
        turns.renew(process, LEASE);
        renewed = System.nanoTime();
        judging = renewed;
        beat.scheduleWithFixedDelay(() -> guarded("heartbeat", this::beat), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        sweep.scheduleWithFixedDelay(() -> guarded("sweep", this::sweep), 0, SWEEP_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void stop() {
        sweep.shutdownNow();
        beat.shutdown();
        try {
            beat.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        guarded("leaving", () -> turns.leave(process));
    }

    private void beat() {
        if (beats % 2 == 0) {
            renew();
            if (System.nanoTime() - judging >= 0) {
                interruptOrphans();
            }
            abandonStrays();
        }
        beats++;
        turns.cancelRequests(process).forEach(id -> recorder.find(id)
                .ifPresent(turn -> runner.stop(turn, TurnStatus.CANCELLED, TurnError.CANCELLED)));
    }

    /**
     * While the database is away all leases run out. Who finds it back first must not take the others for dead: they get a
     * lease's time to renew theirs.
     */
    private void renew() {
        boolean lapsed = away || System.nanoTime() - renewed > LEASE.toNanos();
        away = true;
        turns.renew(process, LEASE);
        away = false;
        renewed = System.nanoTime();
        if (lapsed) {
            judging = renewed + LEASE.toNanos();
        }
    }

    private void interruptOrphans() {
        turns.interruptOrphans(clock.instant(), BATCH)
                .forEach(id -> LOG.log(Level.WARNING, () -> "turn " + id + " was interrupted: its process is gone"));
    }

    /**
     * A turn whose beginning seemed to fail may be in the store all the same. Nobody runs it, and while it stands there the
     * conversation is busy. One that is found twice is none that has only just begun.
     */
    private void abandonStrays() {
        Set<String> found = new HashSet<>(turns.running(process));
        found.removeIf(id -> recorder.find(id).isPresent());
        for (String id : found) {
            if (strays.contains(id)) {
                turns.abandon(process, id, clock.instant());
                LOG.log(Level.WARNING, () -> "turn " + id + " was interrupted: its beginning was not answered");
            }
        }
        strays = found;
    }

    private void sweep() {
        int swept = 0;
        int last;
        do {
            last = archive.sweep(clock.instant().minus(keep), BATCH);
            swept += last;
        } while (last == BATCH && !Thread.currentThread().isInterrupted());
        if (swept > 0) {
            int total = swept;
            LOG.log(Level.INFO, () -> total + " old conversations were removed");
        }
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, what + " failed and will be tried again", e);
        }
    }
}
