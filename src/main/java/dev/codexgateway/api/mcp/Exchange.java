package dev.codexgateway.api.mcp;

import java.time.Duration;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.access.Caller;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.json.Json;

/** A request while it is worked on: who makes it and in which revision, and how to tell its client something meanwhile. */
final class Exchange {
    private final Caller caller;
    private final Revision revision;
    private final CallHeaders headers;
    private final Optional<JsonValue> progressToken;
    private final Reply reply;
    private volatile boolean cancelled;
    private Optional<String> challenge = Optional.empty();
    private boolean limited;

    Exchange(Caller caller, Revision revision, CallHeaders headers, Meta meta, Reply reply) {
        this.caller = caller;
        this.revision = revision;
        this.headers = new CallHeaders(headers.idempotencyKey(), headers.chat().or(meta::chat));
        this.progressToken = meta.progressToken();
        this.reply = reply;
    }

    Caller caller() {
        return caller;
    }

    Revision revision() {
        return revision;
    }

    /** Names the conversation by the chat, and a repetition by {@code Idempotency-Key}, where the arguments do not. */
    CallHeaders headers() {
        return headers;
    }

    /** The client said by a notification that it wants no answer; from any thread. */
    void cancel() {
        cancelled = true;
    }

    /** Whether the client called the request off: in the stateless revision to close the stream says so, in earlier ones only a notification. */
    boolean calledOff() {
        return cancelled || revision.stateless() && reply.gone();
    }

    /** Whether nobody waits for the answer any more. */
    boolean over() {
        return cancelled || reply.gone();
    }

    /** Tells that a turn goes on: as progress, where the client asked for it. */
    void working(Turn turn, Duration elapsed) {
        progressToken.ifPresentOrElse(token -> reply.tell(progress(token, turn, elapsed)), reply::beat);
    }

    /** The credential does not reach this far. */
    void forbid(String reason) {
        challenge = Optional.of(reason);
    }

    /** The value of {@code WWW-Authenticate}, if the credential did not reach far enough. */
    Optional<String> challenge() {
        return challenge;
    }

    /** A limit refused what was asked for. */
    void limit() {
        limited = true;
    }

    boolean limited() {
        return limited;
    }

    /** How far a turn is nobody knows, but time always grows, as progress must. */
    private static JsonObject progress(JsonValue token, Turn turn, Duration elapsed) {
        int characters = turn.content().codePointCount(0, turn.content().length());
        return Json.createObjectBuilder().add("jsonrpc", "2.0").add("method", "notifications/progress")
                .add("params", Json.createObjectBuilder().add("progressToken", token)
                        .add("progress", elapsed.toMillis() / 1000.0)
                        .add("message", "Codex is working: " + characters + " characters so far."))
                .build();
    }
}
