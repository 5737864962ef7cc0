package dev.codexgateway.codex;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.RequestId;
import dev.codexgateway.usage.Usage;

/** Runs turns, each on a virtual thread of its own, whoever watches. Safe for concurrent use. */
final class TurnRunner {
    private static final Logger LOG = System.getLogger(TurnRunner.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Turns turns;
    private final Agent agent;
    private final CodexConfig config;
    private final Clock clock;
    private final Recorder recorder;
    private final Semaphore permits;
    private final PromptMemory memory = PromptMemory.ofThisProcess();
    private final CodexMeters meters;
    private volatile boolean accepting = true;

    TurnRunner(Turns turns, Agent agent, CodexConfig config, Clock clock, Recorder recorder) {
        this.turns = turns;
        this.agent = agent;
        this.config = config;
        this.clock = clock;
        this.recorder = recorder;
        this.permits = new Semaphore(config.runningTurns());
        this.meters = new CodexMeters(agent.name(), () -> config.runningTurns() - permits.availablePermits());
    }

    /** Writes the turn and lets it run; refuses what cannot run now before anything is written. */
    Turns.Beginning start(Turns.NewTurn turn) {
        agent.admit();
        if (!accepting) {
            throw new GatewayException(new GatewayError.Unavailable("The gateway is stopping; try again.", SOON));
        }
        if (!permits.tryAcquire()) {
            meters.limited("running-turns");
            throw new GatewayException(
                    new GatewayError.TooManyRequests("Too many turns are running; try again.", SOON));
        }
        if (!memory.tryHold(turn.prompt())) {
            permits.release();
            meters.limited("prompt-memory");
            throw new GatewayException(new GatewayError.TooManyRequests(
                    "The prompts that are being worked on are too large together; try again.", SOON));
        }
        boolean running = false;
        try {
            Turns.Beginning beginning = turns.begin(turn);
            if (beginning instanceof Turns.Beginning.Begun(Turn begun, long lastSeq)) {
                run(turn, begun, lastSeq);
                running = true;
            }
            return beginning;
        } finally {
            if (!running) {
                leave(turn);
            }
        }
    }

    /** Ends a turn of this process from outside; false if it has ended already. */
    boolean stop(RunningTurn turn, TurnStatus status, TurnError error) {
        boolean first = turn.finish(status, Optional.empty(), Optional.of(error), clock.instant());
        turn.stop().fire();
        if (first) {
            meters.ended(status, Duration.between(turn.now().createdAt(), clock.instant()));
        }
        return first;
    }

    /** Lets running turns end for as long as given, then ends the rest as interrupted. */
    void drain(Duration grace) {
        accepting = false;
        long deadline = System.nanoTime() + grace.toNanos();
        recorder.running().forEach(turn -> turn.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))));
        List<RunningTurn> rest = recorder.running();
        rest.forEach(turn -> stop(turn, TurnStatus.INTERRUPTED, TurnError.INTERRUPTED));
        rest.forEach(turn -> turn.await(Duration.ofSeconds(2)));
    }

    private void run(Turns.NewTurn turn, Turn begun, long lastSeq) {
        RunningTurn running = new RunningTurn(begun, lastSeq, recorder::hurry);
        recorder.add(running);
        String requestId = RequestId.current();
        Thread.ofVirtual().name("turn-" + begun.id()).start(() -> RequestId.within(requestId, () -> {
            try {
                work(turn, begun, running);
            } finally {
                leave(turn);
            }
        }));
        Thread.ofVirtual().name("deadline-" + begun.id()).start(() -> RequestId.within(requestId, () -> {
            if (!running.await(config.turnDeadline()).status().ended()) {
                stop(running, TurnStatus.FAILED, TurnError.DEADLINE);
            }
        }));
    }

    private void leave(Turns.NewTurn turn) {
        memory.release(turn.prompt());
        permits.release();
    }

    private void work(Turns.NewTurn turn, Turn begun, RunningTurn running) {
        long start = System.nanoTime();
        FirstItem out = new FirstItem(running, () -> meters.firstEvent(Duration.ofNanos(System.nanoTime() - start)));
        Agent.Task task = new Agent.Task(begun.id(), begun.conversationId(), turn.owner(), begun.model(), turn.prompt(),
                turns.history(begun.conversationId(), begun.number()));
        TurnStatus status = TurnStatus.FAILED;
        boolean first;
        try {
            Agent.Answer answer = agent.answer(task, out, running.stop());
            used(answer.usage(), answer.model());
            first = running.finish(TurnStatus.COMPLETED, Optional.of(answer), Optional.empty(), clock.instant());
            status = TurnStatus.COMPLETED;
        } catch (TurnFailure e) {
            if (!running.stop().fired()) {
                LOG.log(Level.INFO, () -> "turn " + begun.id() + " failed: " + e.error().type());
                LOG.log(Level.DEBUG, "turn " + begun.id(), e);
            }
            used(e.usage(), e.model());
            first = running.fail(e, clock.instant());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "turn " + begun.id() + " failed in the gateway", e);
            first = running.finish(status, Optional.empty(), Optional.of(TurnError.INTERNAL), clock.instant());
        }
        if (first) {
            meters.ended(status, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void used(Optional<Usage> usage, Optional<String> model) {
        usage.ifPresent(tokens -> meters.tokens(model.orElse("other"), tokens));
    }

    /** Measures the time to the first item. Used by one thread. */
    private static final class FirstItem implements Agent.Telling {
        private final Agent.Telling next;
        private final Runnable first;
        private boolean seen;

        FirstItem(Agent.Telling next, Runnable first) {
            this.next = next;
            this.first = first;
        }

        @Override
        public void tell(TurnEvent event) {
            if (!seen && event instanceof TurnEvent.ItemStarted) {
                seen = true;
                first.run();
            }
            next.tell(event);
        }
    }
}
