package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** Each way in which the upstream can fail: what the turn then says, what is kept, and how often it was tried. */
class UpstreamFaultsTest {
    /** What an upstream's error may tell, and no caller may see. */
    private static final String PRIVATE = "Wrong key sk-PRIVATE of org-PRIVATE at https://api.PRIVATE, see req_PRIVATE.";

    private static final String HELLO = """
                                        data: {"type":"response.output_text.delta","item_id":"m","delta":"Hello"}

                                        data: {"type":"response.completed","response":{"id":"r","model":"m"}}

                                        """;

    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("openai: {retries: 1}").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @MethodSource({"refusals", "brokenConnections", "brokenStreams", "unfinishedResponses"})
    void aFaultHasItsOwnEndAndTellsNothingOfTheUpstream(Fault fault) {
        int before = gateway.upstream().requests().size();
        gateway.upstream().next(fault.answers().toArray(Answer[]::new));

        String text = gateway.post("/jsonrpc", call("conversation.prompt",
                object("session_id", fault.session(), "prompt", "Say hello")), "X-API-Key", GatewayFixture.KEY).body();

        JsonObject turn = json(text).getJsonObject("result");
        assertThat(turn.getString("status")).isEqualTo(fault.type().isEmpty() ? "completed" : "failed");
        assertThat(turn.isNull("error") ? "" : turn.getJsonObject("error").getString("type")).isEqualTo(fault.type());
        assertThat(turn.getString("content")).isEqualTo(fault.content());
        assertThat(gateway.upstream().requests()).hasSize(before + fault.requests());
        assertThat(text).doesNotContain("PRIVATE", "org-", "req_", "resp_", GatewayFixture.UPSTREAM_KEY,
                gateway.upstream().baseUrl().getAuthority());
        assertThat(lastEvent(turn)).isEqualTo(fault.type().isEmpty() ? "turn.completed" : "turn.failed");
        assertThat(gateway.prompt(fault.session(), "And now?").getString("content")).isEqualTo("Echo: And now?");
    }

    static Stream<Fault> refusals() {
        Answer busy = Answer.error(429, "rate_limit_exceeded", PRIVATE);
        Answer ill = Answer.error(500, null, PRIVATE).retryAfter("0");
        return Stream.of(
                failed("400", "upstream_invalid_request", 1, Answer.error(400, null, PRIVATE)),
                failed("400 context", "upstream_context_length", 1,
                        Answer.error(400, "context_length_exceeded", PRIVATE)),
                failed("400 policy", "upstream_policy", 1, Answer.error(400, "invalid_prompt", PRIVATE)),
                failed("401", "upstream_authentication", 1, Answer.error(401, "invalid_api_key", PRIVATE)),
                failed("403", "upstream_forbidden", 1, Answer.error(403, "unsupported_country", PRIVATE)),
                failed("404", "upstream_not_found", 1, Answer.error(404, "model_not_found", PRIVATE)),
                failed("408 for good", "upstream_timeout", 2, Answer.error(408, null, PRIVATE).retryAfter("0"),
                        Answer.error(408, null, PRIVATE)),
                failed("413", "upstream_invalid_request", 1, Answer.error(413, null, PRIVATE)),
                failed("422", "upstream_invalid_request", 1, Answer.error(422, null, PRIVATE)),
                answered("429 once", 2, busy.retryAfter("0.1"), Answer.text("Hello")),
                failed("429 for good", "upstream_rate_limited", 2, busy.retryAfter("0"), busy),
                failed("429 for an hour", "upstream_rate_limited", 1, busy.retryAfter("3600")),
                failed("429 quota", "upstream_quota_exceeded", 1,
                        Answer.error(429, "insufficient_quota", PRIVATE).retryAfter("0")),
                failed("500 for good", "upstream_unavailable", 2, ill, ill),
                answered("500 once", 2, ill, Answer.text("Hello")),
                failed("501", "upstream_unavailable", 1, Answer.error(501, null, PRIVATE)),
                failed("503", "upstream_unavailable", 2, Answer.error(503, null, PRIVATE),
                        Answer.error(503, null, PRIVATE)),
                failed("504", "upstream_timeout", 2, Answer.error(504, null, PRIVATE).retryAfter("0"),
                        Answer.error(504, null, PRIVATE)),
                failed("502 page", "upstream_unavailable", 2, Answer.html(502, PRIVATE).retryAfter("0"),
                        Answer.html(502, "<html>" + PRIVATE)),
                failed("403 page", "upstream_forbidden", 1, Answer.html(403, "<html>" + PRIVATE)),
                failed("error that is no object", "upstream_invalid_request", 1,
                        Answer.html(400, "{\"error\":\"PRIVATE\"}")),
                failed("redirect", "upstream_protocol", 1, Answer.html(302, PRIVATE).header("location", "/v1/models")),
                failed("204", "upstream_protocol", 1, Answer.html(204, "")));
    }

    static Stream<Fault> brokenConnections() {
        return Stream.of(
                failed("close for good", "upstream_unavailable", 2, Answer.closeBeforeHeaders(),
                        Answer.closeBeforeHeaders()),
                answered("close once", 2, Answer.closeBeforeHeaders(), Answer.text("Hello")),
                failed("reset for good", "upstream_unavailable", 2, Answer.resetBeforeHeaders(),
                        Answer.resetBeforeHeaders()),
                answered("reset once", 2, Answer.resetBeforeHeaders(), Answer.text("Hello")),
                answered("an answer that lasts as long as its connection", 1,
                        Answer.bytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + HELLO)),
                answered("the same in HTTP/1.0", 1,
                        Answer.bytes("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + HELLO)),
                answered("an answer of known length", 1, Answer.html(200, HELLO)),
                failed("not HTTP", "upstream_protocol", 1, Answer.bytes("SSH-2.0-PRIVATE\r\n\r\n\r\n")),
                failed("status that is no number", "upstream_protocol", 1, Answer.bytes("HTTP/1.1 PRIVATE OK\r\n\r\n")),
                failed("header without colon", "upstream_protocol", 1,
                        Answer.bytes("HTTP/1.1 200 OK\r\nPRIVATE\r\n\r\n")),
                failed("endless header", "upstream_protocol", 1,
                        Answer.bytes("HTTP/1.1 200 OK\r\nx: " + "PRIVATE".repeat(100_000) + "\r\n\r\n")));
    }

    static Stream<Fault> brokenStreams() {
        Answer half = Answer.text("Half an", " answer");
        return Stream.of(
                failed("cut at once", "upstream_disconnected", 1, half.cutAfter(0)),
                kept("cut", "upstream_disconnected", "Half an", half.cutAfter(1)),
                kept("reset", "upstream_disconnected", "Half an answer", half.resetAfter(2)),
                kept("no end", "upstream_disconnected", "Half an answer", half.withoutEnd()),
                kept("oversized event", "upstream_oversized", "Half an answer", half.oversizedEvent(9 << 20)),
                kept("endless line", "upstream_oversized", "Half an answer", half.rawEvent("x".repeat(9 << 20))),
                kept("chunk that is no chunk", "upstream_disconnected", "", Answer.bytes(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/event-stream\r\n\r\n"
                                + "e\r\ndata: {\"a\":1}\n\r\nPRIVATE\r\n")),
                answered("malformed once", 1, Answer.text("Hel", "lo").malformedAfter(1)),
                answered("malformed delta", 1,
                        Answer.text("Hello").rawFirst("data: {\"type\":\"response.output_text.delta\"}\n\n")),
                failed("page instead of a stream", "upstream_protocol", 1, Answer.html(200, "<html>" + PRIVATE)),
                failed("JSON instead of a stream", "upstream_protocol", 1, Answer.html(200, "{\"id\":\"PRIVATE\"}")),
                failed("only garbage", "upstream_protocol", 1, Answer.html(200, "data: PRIVATE\n\ndata: []\n\n")),
                failed("nothing", "upstream_protocol", 1, Answer.html(200, "")));
    }

    static Stream<Fault> unfinishedResponses() {
        String code = "\"code\":\"rate_limit_exceeded\",\"message\":\"" + PRIVATE + "\"";
        Answer half = Answer.text("Half an", " answer");
        return Stream.of(
                kept("failed by rate", "upstream_rate_limited", "Half an answer",
                        half.failing("rate_limit_exceeded", PRIVATE)),
                kept("failed by the server", "upstream_failed", "Half an answer",
                        half.failing("server_error", PRIVATE)),
                kept("failed somehow", "upstream_failed", "Half an answer", half.failing("PRIVATE_code", PRIVATE)),
                kept("failed by context", "upstream_context_length", "Half an answer",
                        half.failing("context_length_exceeded", PRIVATE)),
                kept("out of tokens", "upstream_incomplete", "Half an answer", Answer.incomplete("max_output_tokens")),
                kept("filtered", "upstream_incomplete", "Half an answer", Answer.incomplete("content_filter")),
                kept("incomplete somehow", "upstream_incomplete", "Half an answer", Answer.incomplete("PRIVATE")),
                kept("error event", "upstream_rate_limited", "Half an answer",
                        half.rawEvent("event: error\ndata: {\"type\":\"error\"," + code + "}\n\n")),
                kept("nested error event", "upstream_rate_limited", "Half an answer",
                        half.rawEvent("data: {\"type\":\"error\",\"error\":{" + code + "}}\n\n")),
                kept("error event without a word", "upstream_failed", "Half an answer",
                        half.rawEvent("data: {\"type\":\"error\",\"code\":null,\"message\":\"" + PRIVATE + "\"}\n\n")));
    }

    private static Fault failed(String name, String type, int requests, Answer... answers) {
        return new Fault(name, type, "", requests, List.of(answers));
    }

    private static Fault kept(String name, String type, String content, Answer answer) {
        return new Fault(name, type, content, 1, List.of(answer));
    }

    private static Fault answered(String name, int requests, Answer... answers) {
        return new Fault(name, "", "Hello", requests, List.of(answers));
    }

    private static String lastEvent(JsonObject turn) {
        var events = turn.getJsonArray("events");
        return events.getJsonObject(events.size() - 1).getString("type");
    }

    /** @param type of the turn's error; empty if there is none */
    record Fault(String name, String type, String content, int requests, List<Answer> answers) {

        String session() {
            return name.replaceAll("[^A-Za-z0-9]", "-");
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
