package dev.codexgateway.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/**
 * What a {@link ScriptedUpstream} does with one request. Immutable: every method that refines an answer gives another
 * one. Refinements that name a number of deltas happen when that many have been written, those for one place in the order
 * they were named.
 */
public final class Answer {
    private static final JsonProvider JSON = JsonProvider.provider();

    private final Script script;

    private Answer(Script script) {
        this.script = script;
    }

    /** A complete response whose message has this text. Without a delta the text is empty. */
    public static Answer text(String... deltas) {
        return new Answer(new Script(Script.Generated.RESPONSE, List.of(deltas)));
    }

    /** Two deltas, and then {@code response.failed} instead of the rest. */
    public static Answer failed(String code) {
        return text("Half an", " answer").failing(code, "The model failed to generate a response.");
    }

    /** Two deltas, and then a message and a response that are {@code incomplete} for this reason. */
    public static Answer incomplete(String reason) {
        return text("Half an", " answer").stoppingShort(reason);
    }

    /** An HTTP error in OpenAI's shape; the code may be null, as OpenAI's sometimes is. */
    public static Answer error(int status, String code, String message) {
        return error(status, code, message, null);
    }

    static Answer error(int status, String code, String message, String param) {
        JsonObject error = JSON.createObjectBuilder().add("message", message).add("type", errorType(status, code))
                .add("param", nullable(param)).add("code", nullable(code)).build();
        return json(status, JSON.createObjectBuilder().add("error", error).build());
    }

    public static Answer json(int status, JsonObject body) {
        return whole(status, "application/json", body.toString());
    }

    /** A complete stream, given as its text. */
    public static Answer events(String text) {
        return whole(200, "text/event-stream", text);
    }

    /** An error that is not OpenAI's: a proxy's page, for example. */
    public static Answer html(int status, String body) {
        return whole(status, "text/html; charset=utf-8", body);
    }

    /** These bytes where an HTTP answer should be, and then the end of the connection. */
    public static Answer bytes(String bytes) {
        return new Answer(new Script(new Script.Bytes(bytes.getBytes(StandardCharsets.UTF_8), false), List.of()));
    }

    /** As {@link #bytes}, but the connection stays open until the client leaves. */
    public static Answer bytesThenSilence(String bytes) {
        return new Answer(new Script(new Script.Bytes(bytes.getBytes(StandardCharsets.UTF_8), true), List.of()));
    }

    /** Takes the request and never answers, not even with headers; the connection stays open until the client leaves. */
    public static Answer silent() {
        return new Answer(new Script(Script.Nothing.SILENCE, List.of()));
    }

    public static Answer resetBeforeHeaders() {
        return new Answer(new Script(Script.Nothing.RESET, List.of()));
    }

    public static Answer closeBeforeHeaders() {
        return new Answer(new Script(Script.Nothing.CLOSE, List.of()));
    }

    /** A reasoning item with this summary, told word by word, before the message. */
    public Answer reasoning(String summary) {
        return generated(copy -> copy.reasoning = Optional.of(summary));
    }

    /** The message says this as a refusal: after its text, or, when there are no deltas, instead of a text. */
    public Answer refusal(String text) {
        return generated(copy -> copy.refusal = Optional.of(text));
    }

    /** The model that the response names, when it is not the one that was asked for. */
    public Answer model(String name) {
        return generated(copy -> copy.model = Optional.of(name));
    }

    public Answer responseId(String id) {
        return generated(copy -> copy.responseId = Optional.of(id));
    }

    /** The default is 100 input tokens, 20 of them cached, and one output token a delta, none of them reasoning. */
    public Answer usage(int input, int cached, int output, int reasoning) {
        return generated(copy -> copy.usage = new Script.Usage(input, cached, output, reasoning));
    }

    /** Ends with {@code response.failed} right after the deltas. */
    public Answer failing(String code, String message) {
        return generated(copy -> copy.ending = new Script.Ending.Failed(code, message));
    }

    /** Ends with {@code response.incomplete}. */
    public Answer stoppingShort(String reason) {
        return generated(copy -> copy.ending = new Script.Ending.Incomplete(reason));
    }

    /** Ends the stream cleanly, but without the final event. */
    public Answer withoutEnd() {
        return generated(copy -> copy.ending = new Script.Ending.Missing());
    }

    /** Nothing is sent before the latch is open. */
    public Answer gate(CountDownLatch beforeHeaders) {
        return refined(copy -> copy.gate = Optional.of(beforeHeaders));
    }

    /** Nothing more is sent after that many deltas before the latch is open. */
    public Answer gateAfter(int deltas, CountDownLatch latch) {
        return planned(deltas, new Script.Happening.Gate(latch));
    }

    /** Waits before each delta: for tests of load only, others open a gate. */
    public Answer pause(Duration perDelta) {
        return generated(copy -> copy.pause = perDelta);
    }

    public Answer retryAfter(String value) {
        return header("retry-after", value);
    }

    public Answer header(String name, String value) {
        return refined(copy -> copy.headers.put(name, value));
    }

    /** Closes the connection in the middle of the chunked body. */
    public Answer cutAfter(int deltas) {
        return planned(deltas, Script.Happening.Accident.CUT);
    }

    /** Resets the connection: the client sees RST, not FIN. */
    public Answer resetAfter(int deltas) {
        return planned(deltas, Script.Happening.Accident.RESET);
    }

    /** Says nothing more; the connection stays open until the client leaves. */
    public Answer silentAfter(int deltas) {
        return planned(deltas, Script.Happening.Accident.SILENCE);
    }

    /** One event whose data is broken JSON; then the stream goes on. */
    public Answer malformedAfter(int deltas) {
        return planned(deltas, new Script.Happening.Data("{\"type\":\"response.output_text.delta\",\"delta\":"));
    }

    /** This text as it is, without any line end added, after the deltas and before the end. */
    public Answer rawEvent(String text) {
        return planned(script.deltas.size(), new Script.Happening.Raw(text));
    }

    /** This text as it is, before the first event: the place of a byte order mark. */
    public Answer rawFirst(String text) {
        return planned(Script.AT_THE_START, new Script.Happening.Raw(text));
    }

    /** After the deltas, one well-formed event of an unknown type whose data line, {@code data: } included, is so long. */
    public Answer oversizedEvent(int bytes) {
        String before = "{\"type\":\"response.padding\",\"padding\":\"";
        String padding = "x".repeat(bytes - "data: ".length() - before.length() - "\"}".length());
        return planned(script.deltas.size(), new Script.Happening.Data(before + padding + "\"}"));
    }

    /** The lines of the events end with CR LF. */
    public Answer crlf() {
        return generated(copy -> copy.crlf = true);
    }

    /** Sends every byte of the body alone, in a stream as a chunk of its own: characters are split as well. */
    public Answer splitEveryByte() {
        return refined(copy -> copy.byteByByte = true);
    }

    Script script() {
        return script;
    }

    private Answer planned(int afterDeltas, Script.Happening happening) {
        return generated(copy -> copy.plan(afterDeltas, happening));
    }

    private Answer generated(Consumer<Script> change) {
        if (!script.generated()) {
            throw new IllegalStateException("Only a response that is generated can be refined so");
        }
        return refined(change);
    }

    private Answer refined(Consumer<Script> change) {
        Script copy = script.copy();
        change.accept(copy);
        return new Answer(copy);
    }

    private static Answer whole(int status, String contentType, String body) {
        return new Answer(new Script(new Script.Whole(status, contentType, body.getBytes(StandardCharsets.UTF_8)),
                List.of()));
    }

    private static JsonValue nullable(String text) {
        return text == null ? JsonValue.NULL : JSON.createValue(text);
    }

    private static String errorType(int status, String code) {
        if (status == 429) {
            return "insufficient_quota".equals(code) ? code : "requests";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}
