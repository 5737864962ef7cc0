package dev.codexgateway.codex;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.codexgateway.access.Caller;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.RequestId;
import dev.codexgateway.usage.Accounts;
import dev.codexgateway.usage.Limits;
import dev.codexgateway.usage.Usage;

/** Runs turns, each on a virtual thread of its own, whoever watches. Safe for concurrent use. */
final class TurnRunner {
    private static final Logger LOG = System.getLogger(TurnRunner.class.getName());
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration STOPPING = Duration.ofSeconds(2);

    private final Turns turns;
    private final Agent agent;
    private final CodexConfig config;
    private final Clock clock;
    private final Recorder recorder;
    private final Room room;
    private final Limits limits;
    private final Accounts accounts;
    private final Map<String, Limits.Place> places = new ConcurrentHashMap<>();
    private final CodexMeters meters;
    private volatile boolean accepting = true;

    TurnRunner(Turns turns, Agent agent, CodexConfig config, Clock clock, Recorder recorder, Limits limits,
            Accounts accounts) {
        this.turns = turns;
        this.agent = agent;
        this.config = config;
        this.clock = clock;
        this.recorder = recorder;
        this.limits = limits;
        this.accounts = accounts;
        this.room = new Room(config.runningTurns());
        this.meters = new CodexMeters(agent.name(), room::taken);
    }

    /** Writes the turn and lets it run; refuses what cannot run now before anything is written. */
    Turns.Beginning start(Caller caller, Turns.NewTurn turn) {
        agent.admit();
        if (!accepting) {
            throw new GatewayException(new GatewayError.Unavailable("The gateway is stopping; try again.", SOON));
        }
        Limits.Place place = limits.begin(caller);
        boolean running = false;
        try {
            Limits.Place held = room.take(turn.prompt(), meters::limited);
            try {
                Turns.Beginning beginning = turns.begin(turn);
                if (beginning instanceof Turns.Beginning.Begun(Turn begun, long lastSeq)) {
                    places.put(begun.id(), place);
                    run(caller, turn, begun, lastSeq, held);
                    running = true;
                }
                return beginning;
            } finally {
                if (!running) {
                    held.close();
                }
            }
        } finally {
            if (!running) {
                place.close();
            }
        }
    }

    /** Ends a turn of this process from outside; false if it has ended already. */
    boolean stop(RunningTurn turn, TurnStatus status, TurnError error) {
        vacate(turn.id());
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
        rest.forEach(turn -> turn.await(STOPPING));
        // What their agents used is booked when they have come back.
        room.awaitEmpty(STOPPING);
    }

    private void run(Caller caller, Turns.NewTurn turn, Turn begun, long lastSeq, Limits.Place held) {
        RunningTurn running = new RunningTurn(begun, lastSeq, recorder::hurry);
        recorder.add(running);
        String requestId = RequestId.current();
        Thread.ofVirtual().name("turn-" + begun.id()).start(() -> RequestId.within(requestId, () -> {
            try {
                work(caller, turn, begun, running, held);
            } finally {
                vacate(begun.id());
                held.close();
            }
        }));
        Thread.ofVirtual().name("deadline-" + begun.id()).start(() -> RequestId.within(requestId, () -> {
            if (!running.await(config.turnDeadline()).status().ended()) {
                stop(running, TurnStatus.FAILED, TurnError.DEADLINE);
            }
        }));
    }

    /** Gives the caller's place back, before the turn is seen to have ended: whoever sees that may begin another. */
    private void vacate(String turnId) {
        Limits.Place place = places.remove(turnId);
        if (place != null) {
            place.close();
        }
    }

    private void work(Caller caller, Turns.NewTurn turn, Turn begun, RunningTurn running, Limits.Place held) {
        long start = System.nanoTime();
        FirstItem out = new FirstItem(running, start, meters::firstEvent);
        Agent.Task task = new Agent.Task(begun.id(), begun.conversationId(), turn.owner(), begun.model(), turn.prompt(),
                turns.history(begun.conversationId(), begun.number()));
        Bill bill = (status, usage, model) -> {
            vacate(begun.id());
            accounts.book(caller, new Accounts.Call(begun.createdAt(), model.orElseGet(() -> named(begun)),
                    running.decided().orElse(status).word(), usage, out.first(),
                    Duration.ofNanos(System.nanoTime() - start)));
            held.close();
        };
        TurnStatus status = TurnStatus.FAILED;
        boolean first;
        try {
            Agent.Answer answer = agent.answer(task, out, running.stop());
            bill.write(TurnStatus.COMPLETED, answer.usage(), answer.model());
            first = running.finish(TurnStatus.COMPLETED, Optional.of(answer), Optional.empty(), clock.instant());
            status = TurnStatus.COMPLETED;
        } catch (TurnFailure e) {
            if (!running.stop().fired()) {
                LOG.log(Level.INFO, () -> "turn " + begun.id() + " failed: " + e.error().type());
                LOG.log(Level.DEBUG, "turn " + begun.id(), e);
            }
            bill.write(status, e.usage(), e.model());
            first = running.fail(e, clock.instant());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "turn " + begun.id() + " failed in the gateway", e);
            bill.write(status, Optional.empty(), Optional.empty());
            first = running.finish(status, Optional.empty(), Optional.of(TurnError.INTERNAL), clock.instant());
        }
        if (first) {
            meters.ended(status, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** A caller's own word is no name of a model until the upstream has used it. */
    private String named(Turn turn) {
        return turn.model().equals(config.model()) ? turn.model() : "other";
    }

    /** Books what a turn used and gives its places back, before its end is seen: whoever sees that may begin another. */
    @FunctionalInterface
    private interface Bill {
        void write(TurnStatus status, Optional<Usage> usage, Optional<String> model);
    }

    /** Measures the time to the first item. Used by one thread. */
    private static final class FirstItem implements Agent.Telling {
        private final Agent.Telling next;
        private final long start;
        private final Consumer<Duration> measured;
        private Optional<Duration> first = Optional.empty();

        FirstItem(Agent.Telling next, long start, Consumer<Duration> measured) {
            this.next = next;
            this.start = start;
            this.measured = measured;
        }

        Optional<Duration> first() {
            return first;
        }

        @Override
        public void tell(TurnEvent event) {
            if (first.isEmpty() && event instanceof TurnEvent.ItemStarted) {
                first = Optional.of(Duration.ofNanos(System.nanoTime() - start));
                first.ifPresent(measured);
            }
            next.tell(event);
        }
    }
}
