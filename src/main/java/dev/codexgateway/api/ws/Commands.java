package dev.codexgateway.api.ws;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.helidon.http.WritableHeaders;

import dev.codexgateway.access.Admission;
import dev.codexgateway.access.Caller;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.Watch;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.MalformedJson;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.error.Problem;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;
import dev.codexgateway.observe.RequestId;

/**
 * Carries out what a client asks on its socket, one after the other; each turn is then told by a thread of its own. What
 * cannot be done is answered, and the socket lives on. Turns go on when the socket ends.
 */
final class Commands {
    private static final int AT_ONCE = 64;
    private static final int MAX_ID = 256;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final CallHeaders NO_HEADERS = new CallHeaders(Optional.empty(), Optional.empty());
    private static final Logger LOG = System.getLogger(Commands.class.getName());

    private final Caller caller;
    private final Admission admission;
    private final Conversations conversations;
    private final Outbox outbox;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Set<Thread> telling = ConcurrentHashMap.newKeySet();

    Commands(Caller caller, Admission admission, Conversations conversations, Outbox outbox) {
        this.caller = caller;
        this.admission = admission;
        this.conversations = conversations;
        this.outbox = outbox;
    }

    void carryOut(String text) throws InterruptedException {
        Optional<JsonValue> id = Optional.empty();
        try {
            JsonObject message = object(text);
            id = id(message);
            Params params = Params.of(message);
            switch (params.required("type")) {
                case "exec" -> exec(params, id);
                case "interrupt" -> interrupt(params, id);
                case "ping" -> outbox.say(answer("pong", id).build());
                default -> throw GatewayException.invalid("`type` must be exec, interrupt or ping.");
            }
        } catch (GatewayException e) {
            Optional.ofNullable(e.getCause()).ifPresent(cause -> LOG.log(Level.WARNING, e.getMessage(), cause));
            refuse(id, e.error());
        } catch (MalformedJson e) {
            refuse(id, new GatewayError.InvalidParams(
                    "A message must be one JSON object of at most 64 levels, without repeated members."));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "unexpected failure", e);
            refuse(id, new GatewayError.Internal(RequestId.current()));
        }
    }

    /** Ends what is being told. */
    void stop() {
        telling.forEach(Thread::interrupt);
    }

    /** Waits until turns that have ended are told to their ends. */
    void awaitLastWords(Duration wait) throws InterruptedException {
        room.tryAcquire(AT_ONCE, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void exec(Params params, Optional<JsonValue> id) throws InterruptedException {
        if (!room.tryAcquire()) {
            throw new GatewayException(new GatewayError.TooManyRequests(
                    "Too many turns are told on this socket.", Duration.ofSeconds(1)));
        }
        boolean told = false;
        try {
            Conversations.Asked asked = prompt(params);
            JsonObjectBuilder ack = about("ack", id, asked.turn());
            outbox.say((asked.repeated() ? ack.add("repeated", true) : ack).build());
            start(() -> tell(asked.turn(), id));
            told = true;
        } finally {
            if (!told) {
                room.release();
            }
        }
    }

    private Conversations.Asked prompt(Params params) {
        Admission.Leave leave = admission.request(caller, WritableHeaders.create());
        try {
            return conversations.prompt(caller, PromptParams.session(params, NO_HEADERS), PromptParams.prompt(params),
                    PromptParams.requestId(params, NO_HEADERS));
        } catch (GatewayException e) {
            if (e.error() instanceof GatewayError.TooManyRequests) {
                leave.giveBack();
            }
            throw e;
        }
    }

    private void interrupt(Params params, Optional<JsonValue> id) throws InterruptedException {
        SessionId session = new SessionId(params.required("session_id"));
        Conversations.Cancelled cancelled = conversations.cancel(caller, session)
                .orElseThrow(() -> new GatewayException(new GatewayError.NotFound("conversation")));
        outbox.say(about("ack", id, cancelled.turn()).add("cancelled", cancelled.now()).build());
    }

    private void start(Work work) {
        String requestId = RequestId.current();
        Thread thread = Thread.ofVirtual().name("websocket-turn").unstarted(() -> RequestId.within(requestId, () -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "the socket ended before the turn");
            } finally {
                telling.remove(Thread.currentThread());
                room.release();
            }
        }));
        telling.add(thread);
        thread.start();
    }

    private void tell(Turn turn, Optional<JsonValue> id) throws InterruptedException {
        Watch watch = conversations.watch(turn);
        try {
            while (!watch.ended()) {
                for (RecordedEvent event : watch.next(LONG)) {
                    outbox.say(about("event", id, turn).add("event", event.json()).build());
                }
            }
        } catch (GatewayException e) {
            refuse(id, e.error());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a turn could not be told", e);
            refuse(id, new GatewayError.Internal(RequestId.current()));
        }
    }

    private void refuse(Optional<JsonValue> id, GatewayError error) throws InterruptedException {
        outbox.say(answer("error", id).add("error", Problem.of(error).json(RequestId.current())).build());
    }

    private static JsonObjectBuilder about(String type, Optional<JsonValue> id, Turn turn) {
        return answer(type, id).add("session_id", turn.sessionId()).add("turn_id", turn.id());
    }

    private static JsonObjectBuilder answer(String type, Optional<JsonValue> id) {
        JsonObjectBuilder json = Json.createObjectBuilder().add("type", type);
        id.ifPresent(value -> json.add("id", value));
        return json;
    }

    private static JsonObject object(String text) {
        if (JsonBody.parse(text) instanceof JsonObject message) {
            return message;
        }
        throw GatewayException.invalid("A message must be a JSON object.");
    }

    /** The client's own word for the message, given back as it came. */
    private static Optional<JsonValue> id(JsonObject message) {
        return Optional.ofNullable(message.get("id")).filter(value -> value.getValueType() != JsonValue.ValueType.NULL)
                .map(value -> {
                    boolean text = value instanceof JsonString word && word.getChars().length() <= MAX_ID;
                    boolean number = value.getValueType() == JsonValue.ValueType.NUMBER
                            && value.toString().length() <= MAX_ID;
                    if (!text && !number) {
                        throw GatewayException.invalid("`id` must be a string of at most " + MAX_ID
                                + " characters, or a number.");
                    }
                    return value;
                });
    }

    /** What may have to wait. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }
}
