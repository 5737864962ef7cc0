package dev.codexgateway.codex;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.usage.Accounts;
import dev.codexgateway.usage.Limits;

/**
 * Conversations and their turns, as every protocol sees them: start a turn, watch it, cancel it. A turn runs here whether
 * or not anybody waits. A caller sees only what that caller made. Safe for concurrent use.
 */
public final class Conversations implements AutoCloseable {
    /** How long a repetition is known. */
    public static final Duration REPEATABLE = Duration.ofHours(24);
    private static final Duration CANCEL_WAIT = Duration.ofSeconds(5);

    private final String process = "proc_" + UUID.randomUUID();
    private final Turns turns;
    private final Archive archive;
    private final CodexConfig config;
    private final Clock clock;
    private final Recorder recorder;
    private final TurnRunner runner;
    private final Heart heart;
    private final Starting starting = new Starting();
    private final Waiting waiting;
    private final Events events;

    public Conversations(Turns turns, Archive archive, Agent agent, CodexConfig config, Limits limits,
            Accounts accounts, Clock clock) {
        this.turns = turns;
        this.archive = archive;
        this.config = config;
        this.clock = clock;
        this.recorder = new Recorder(turns, archive, process);
        this.waiting = new Waiting(archive, recorder);
        this.events = new Events(archive, recorder);
        this.runner = new TurnRunner(turns, agent, config, clock, recorder, limits, accounts);
        this.heart = new Heart(turns, archive, recorder, runner, clock, Duration.ofDays(config.keepDays()), process);
    }

    public void start() {
        heart.start();
        recorder.start();
    }

    /**
     * Starts a turn, or finds the one that this request already started.
     *
     * @param session   the conversation; a new one if empty
     * @param requestId by which a repetition within {@link #REPEATABLE} is known
     */
    public Asked prompt(Caller caller, Optional<SessionId> session, Prompt prompt, Optional<String> requestId) {
        return prompt(caller, session, Asking.of(prompt, requestId));
    }

    /** As {@link #prompt(Caller, Optional, Prompt, Optional)}, where there is more by which a repetition is known. */
    public Asked prompt(Caller caller, Optional<SessionId> session, Asking asking) {
        Optional<Turns.Repeat> repeat = asking.requestId()
                .map(key -> new Turns.Repeat(key, asking.fingerprint(), session.map(SessionId::value)));
        Optional<Turns.Retry> retry = asking.chat().flatMap(chat -> session
                .map(named -> new Turns.Retry(CredentialHash.of(String.join("\n", caller.id(), chat, named.value(),
                        asking.fingerprint())).hex(), asking.anew())));
        return asked(known(caller, repeat, retry)
                .orElseGet(() -> starting.start(repeat.map(known -> caller.id() + '\n' + known.key())
                        .or(() -> retry.map(Turns.Retry::key)),
                        () -> start(caller, session, asking.prompt().get(), repeat, retry),
                        () -> known(caller, repeat, retry).or(() -> busy(caller, session)))))
                .under(session);
    }

    private Optional<Turns.Beginning> known(Caller caller, Optional<Turns.Repeat> repeat,
            Optional<Turns.Retry> retry) {
        return repeat.flatMap(known -> turns.earlier(caller.id(), known, clock.instant()))
                // A retry that has a request id of its own gives that to the turn, which is for the store to do.
                .or(() -> retry.filter(_ -> repeat.isEmpty()).flatMap(known -> turns.retried(known, clock.instant())));
    }

    /** A running turn stands in the way before any limit does. */
    private Optional<Turns.Beginning> busy(Caller caller, Optional<SessionId> session) {
        return session.flatMap(named -> find(caller, named)).map(View::turn).filter(turn -> !turn.status().ended())
                .map(turn -> new Turns.Beginning.Busy(turn.id()));
    }

    /** Waits for the turn's end, for as long as given; the turn as it then stands. */
    public Turn await(Turn turn, Duration wait) {
        return waiting.await(turn, wait, _ -> {});
    }

    /** Watches a turn from its first event. */
    public Watch watch(Turn turn) {
        return new Watch(archive, turn, recorder.find(turn.id()), Optional.empty());
    }

    /**
     * Watches the running turn, else the last one, from its first event; empty if there is no such conversation.
     *
     * @param seen the last event that was seen: then all after it are told, those of earlier turns too
     */
    public Optional<Watch> watch(Caller caller, SessionId session, Optional<Long> seen) {
        return archive.find(caller.id(), session.value()).flatMap(conversation -> {
            // Looked up first: a turn that ends in between is in the store then.
            Optional<RunningTurn> here = recorder.find(conversation.lastTurnId());
            return here.map(RunningTurn::now).or(() -> archive.turn(conversation.lastTurnId()))
                    .map(turn -> new Watch(archive, turn.under(session.value()), here, seen));
        });
    }

    /**
     * Gives a conversation of the caller a further name.
     *
     * @throws GatewayException if there is no such conversation, or the name leads to another
     */
    public void name(Caller caller, String conversationId, SessionId session) {
        switch (archive.name(caller.id(), conversationId, session.value(), clock.instant())) {
            case NAMED -> {
            }
            case TAKEN -> throw new GatewayException(new GatewayError.Conflict(
                    "Another conversation has this session_id.", Optional.empty()));
            case FULL -> throw new GatewayException(new GatewayError.Conflict(
                    "The conversation has as many names as it can have.", Optional.empty()));
            case UNKNOWN -> throw new GatewayException(new GatewayError.NotFound("conversation"));
        }
    }

    /**
     * Waits for the end of the turn, for as long as given; what is then known of both.
     *
     * @param listener is told the same, where it can be, by a thread that tells all who wait before any of them runs: that is
     *                 soonest where there are hundreds. It must not block, and may be told while, or although, this has
     *                 returned, or more than once
     */
    public View await(View view, Duration wait, Consumer<View> listener) {
        return view.turn().status().ended()
                ? view
                : view.now(waiting.await(view.turn(), wait, turn -> listener.accept(view.now(turn))));
    }

    /**
     * The conversation and a turn of it as they stand; empty if there is no such conversation or turn.
     *
     * @param turnId the last one if empty
     */
    public Optional<View> find(Caller caller, SessionId session, Optional<String> turnId) {
        return find(caller, session).flatMap(view -> turnId.isEmpty() ? Optional.of(view) : of(view, turnId.get()));
    }

    private Optional<View> of(View view, String turnId) {
        return view.turn().id().equals(turnId)
                ? Optional.of(view)
                : turn(turnId).filter(turn -> turn.conversationId().equals(view.conversation().id()))
                        .map(turn -> new View(view.conversation(), turn.under(view.turn().sessionId())));
    }

    /** The conversation and its last turn as it stands. */
    public Optional<View> find(Caller caller, SessionId session) {
        return archive.find(caller.id(), session.value()).flatMap(conversation -> turn(conversation.lastTurnId())
                .map(turn -> View.of(conversation, turn.under(session.value()))));
    }

    /** Cancels the running turn, if there is one, and waits a moment for its end to be written; empty if there is no such conversation. */
    public Optional<Cancelled> cancel(Caller caller, SessionId session) {
        return find(caller, session).map(View::turn).map(turn -> {
            if (turn.status().ended()) {
                return new Cancelled(turn, false);
            }
            Turn ended = cancel(turn);
            return new Cancelled(ended, ended.status() == TurnStatus.CANCELLED);
        });
    }

    /** Newest first. */
    public List<Conversation> list(Caller caller, Optional<Archive.Position> before, int limit) {
        return archive.list(caller.id(), before, limit);
    }

    /** Up to {@code limit} events after {@code afterSeq}, of one turn or of all; empty if there is no such conversation or turn. */
    public Optional<Page> events(Caller caller, SessionId session, Optional<String> turnId, long afterSeq, int limit) {
        return find(caller, session).filter(view -> turnId.isEmpty() || turnId.flatMap(this::turn)
                .filter(turn -> turn.conversationId().equals(view.conversation().id())).isPresent())
                .map(view -> events.page(view, turnId, afterSeq, limit));
    }

    /** All events of a turn that has ended, those so far of one that runs. */
    public List<RecordedEvent> events(Turn turn) {
        return events.of(turn);
    }

    /** Cancels a running turn, then removes the conversation; false if there is none. */
    public boolean delete(Caller caller, SessionId session) {
        return find(caller, session).map(view -> {
            if (!view.turn().status().ended()) {
                cancel(view.turn());
            }
            return archive.delete(view.conversation().id());
        }).orElse(false);
    }

    /** How many turns run in this process. */
    public int running() {
        return recorder.running().size();
    }

    /** Takes no new turn, gives running ones this long, and records what becomes of the rest. */
    public void drain(Duration grace) {
        runner.drain(grace);
    }

    @Override
    public void close() {
        runner.drain(Duration.ZERO);
        recorder.stop();
        heart.stop();
    }

    private Turns.Beginning start(Caller caller, Optional<SessionId> session, Prompt prompt,
            Optional<Turns.Repeat> repeat, Optional<Turns.Retry> retry) {
        return runner.start(caller, new Turns.NewTurn(
                new Turns.Draft("turn_" + hex(), "conv_" + hex(), session.orElseGet(SessionId::random).value(),
                        prompt.model().orElse(config.model()), clock.instant()),
                caller.id(), process, prompt, repeat, retry));
    }

    /** From memory while it runs here, which spares reading its events. */
    private Optional<Turn> turn(String id) {
        return recorder.find(id).map(RunningTurn::now).or(() -> archive.turn(id));
    }

    /** Cancels this turn, if it still runs, and waits a moment for its end to be written; the turn as it then stands. */
    public Turn cancel(Turn turn) {
        Optional<RunningTurn> here = recorder.find(turn.id());
        if (here.isPresent()) {
            runner.stop(here.get(), TurnStatus.CANCELLED, TurnError.CANCELLED);
        } else {
            turns.requestCancel(turn.id());
        }
        return await(turn, CANCEL_WAIT);
    }

    private static Asked asked(Turns.Beginning beginning) {
        return switch (beginning) {
            case Turns.Beginning.Begun begun -> new Asked(begun.turn(), false);
            case Turns.Beginning.Repeated repeated -> new Asked(repeated.turn(), true);
            case Turns.Beginning.Busy busy -> throw new GatewayException(new GatewayError.Conflict(
                    "A turn of this conversation is running: wait for it or cancel it.", Optional.of(busy.turnId())));
            case Turns.Beginning.KeyReused _ -> throw new GatewayException(new GatewayError.Conflict(
                    "This request id was used for something else.", Optional.empty()));
        };
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** @param repeated whether the turn was started by an earlier request */
    public record Asked(Turn turn, boolean repeated) {

        Asked under(Optional<SessionId> session) {
            return session.map(name -> new Asked(turn.under(name.value()), repeated)).orElse(this);
        }
    }

    /** @param turn the last one, unless another was asked for */
    public record View(Conversation conversation, Turn turn) {

        /** With the conversation's last turn, which was read after it and may have ended in between. */
        private static View of(Conversation conversation, Turn last) {
            View view = new View(conversation, last);
            return conversation.status().ended() ? view : view.now(last);
        }

        /** How the conversation's last turn stands. */
        public TurnStatus status() {
            return turn.id().equals(conversation.lastTurnId()) ? turn.status() : conversation.status();
        }

        /** The same with the turn as it now stands: what is known of the conversation follows from that. */
        public View now(Turn turn) {
            return new View(conversation.now(turn), turn);
        }
    }

    /**
     * @param turn the conversation's last one
     * @param now  whether it ran and was cancelled by this call, or by another at the same moment
     */
    public record Cancelled(Turn turn, boolean now) {}

    /** @param next the {@code afterSeq} of the next page; empty when there is nothing more to come */
    public record Page(List<RecordedEvent> events, Optional<Long> next) {}
}
