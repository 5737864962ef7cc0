package dev.codexgateway.proxy;

import static dev.codexgateway.testing.WireUpstream.chunked;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;
import dev.codexgateway.testing.WireUpstream;

/** What callers get of an upstream that does not behave, and that the next answer is never mixed up with it. */
class FaultyUpstreamTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static final String SSE = new String(chunked("text/event-stream"), StandardCharsets.US_ASCII);

    private static WireUpstream upstream;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        upstream = WireUpstream.start();
        gateway = GatewayFixture.builder().with("OPENAI_BASE_URL", upstream.baseUrl().toString())
                .yaml("openai: {response-timeout: PT0.5S, idle-timeout: PT0.5S}").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    /** @param broken whether the answer must not end as its framing says */
    record Fault(String name, WireUpstream.Script script, int status, String body, boolean broken) {
        Fault whichBreaks() {
            return new Fault(name, script, status, body, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                ends("closes at once", "", 502, "upstream_unavailable"),
                ends("part of a head", "HTTP/1.1 200 OK\r\nContent-Le", 502, "upstream_unavailable"),
                ends("a status line only", "HTTP/1.1 200 OK\r\n", 502, "upstream_unavailable"),
                goesOn("not HTTP", "SSH-2.0-OpenSSH\r\n\r\n", 502, "malformed"),
                goesOn("a status that is no number", "HTTP/1.1 abc OK\r\n\r\n", 502, "malformed"),
                goesOn("another HTTP", "HTTP/2.0 200 OK\r\n\r\n", 502, "malformed"),
                goesOn("a header without colon", OK + "nonsense\r\n\r\n", 502, "malformed"),
                goesOn("a folded header", OK + "x: 1\r\n 2\r\nContent-Length: 0\r\n\r\n", 502, "malformed"),
                goesOn("a space before the colon", OK + "Content-Length : 2\r\n\r\n{}", 502, "malformed"),
                goesOn("two lengths", OK + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}1", 502, "malformed"),
                goesOn("a length and chunks", OK + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", 502,
                        "malformed"),
                goesOn("a length that is no number", OK + "Content-Length: +2\r\n\r\n{}", 502, "malformed"),
                goesOn("a length beyond all", OK + "Content-Length: 99999999999999999999\r\n\r\n{}", 502, "malformed"),
                goesOn("another coding", OK + "Transfer-Encoding: gzip, chunked\r\n\r\n", 502, "malformed"),
                goesOn("a control character", OK + "x: a\u0001b\r\nContent-Length: 0\r\n\r\n", 502, "malformed"),
                goesOn("a carriage return in a value", OK + "x: a\rSet-Cookie: b\r\nContent-Length: 0\r\n\r\n", 502,
                        "malformed"),
                goesOn("an endless head", OK + ("x: " + "y".repeat(1000) + "\r\n").repeat(100), 502, "malformed"),
                goesOn("too many headers", OK + "x: y\r\n".repeat(200) + "\r\n", 502, "malformed"),
                goesOn("an upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", 502, "malformed"),
                goesOn("hints for ever", "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(20), 502, "malformed"),
                goesOn("says nothing", "", 504, "upstream_timeout"),
                goesOn("says half a head", "HTTP/1.1 200 OK\r\nContent-Le", 504, "upstream_timeout"),
                goesOn("says the head and no body", OK + "Content-Length: 5\r\n\r\n", 504, "upstream_timeout"),
                ends("ends before its length", OK + "Content-Length: 5\r\n\r\n{}", 200, "{}").whichBreaks(),
                goesOn("stops before its length", OK + "Content-Length: 5\r\n\r\n{}", 200, "{}").whichBreaks(),
                ends("ends in a chunk", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}", 200, "{}").whichBreaks(),
                ends("ends without a last chunk", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", 200, "{}")
                        .whichBreaks(),
                goesOn("a chunk that is none", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nxyz\r\n", 502,
                        "malformed"),
                goesOn("a chunk without end", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}abc", 502, "malformed"),
                ends("a stream ends in an event", SSE + "f\r\ndata: {\"a\":1}\n\n\r\n5\r\ndata:", 200,
                        "event: error\ndata: {").whichBreaks(),
                goesOn("a stream stops", SSE + "f\r\ndata: {\"a\":1}\n\n\r\n", 200, "upstream_timeout").whichBreaks(),
                // What follows is strange, and no fault.
                goesOn("hints first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + OK
                        + "Content-Length: 2\r\n\r\n{}", 200, "{}"),
                goesOn("line feeds only", "HTTP/1.1 200 OK\nContent-Length: 2\n\n{}", 200, "{}"),
                goesOn("no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", 200, "{}"),
                goesOn("a long reason", "HTTP/1.1 200 " + "x".repeat(5000) + "\r\nContent-Length: 2\r\n\r\n{}", 200,
                        "{}"),
                ends("closes after saying so", OK + "Connection: Close\r\nContent-Length: 2\r\n\r\n{}", 200, "{}"),
                goesOn("says that it closes and does not", OK + "Connection: close\r\nContent-Length: 2\r\n\r\n{}", 200,
                        "{}"),
                goesOn("trailers", OK + "Trailer: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\na: b\r\n\r\n",
                        200, "{}"),
                goesOn("more than its length",
                        OK + "Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nWRONG", 200, "{}"),
                goesOn("more than its chunks", OK
                        + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nWRONG",
                        200, "{}"),
                new Fault("more, later", (request, out) -> {
                    out.write((OK + "Content-Length: 2\r\n\r\n{}").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nWRONG".getBytes(StandardCharsets.US_ASCII));
                    return true;
                }, 200, "{}", false));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultIsToldAndTheNextAnswerIsTheRightOne(Fault fault) {
        upstream.next(fault.script());
        try (WireCaller caller = WireCaller.to(gateway)) {
            Received received = caller.post("{}").receive();

            assertThat(received.status()).isEqualTo(fault.status());
            assertThat(received.text()).contains(fault.body()).doesNotContain("WRONG",
                    upstream.baseUrl().getAuthority());
            assertThat(received.whole()).isEqualTo(!fault.broken());
            assertThat(received.head()).doesNotContain("Set-Cookie");
        }
        try (WireCaller caller = WireCaller.to(gateway)) {
            for (int i = 0; i < 3; i++) {
                String own = "{\"own\":" + i + "}";
                upstream.next(WireUpstream.json(own));
                assertThat(caller.post("{}").receive().text()).isEqualTo(own);
            }
        }
    }

    @Test
    void aConnectionThatEndedWhileItRestedIsNotTheCallersTrouble() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            for (int i = 0; i < 20; i++) {
                upstream.next((request, out) -> {
                    out.write(WireUpstream.json("{}"));
                    return false;
                });
                assertThat(caller.post("{}").receive().text()).isEqualTo("{}");
            }
        }
    }

    @Test
    void aRequestThatMayHaveBeenReadIsNotSentAgain() {
        int before = upstream.asked().size();
        upstream.next((request, out) -> {
            out.write("HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
            return false;
        });
        try (WireCaller caller = WireCaller.to(gateway)) {
            assertThat(caller.post("{}").receive().status()).isEqualTo(502);
        }
        assertThat(upstream.asked()).hasSize(before + 1);
    }

    @Test
    void aBodyBeyondTheLimitIsRefusedBeforeItIsSent() {
        int before = upstream.asked().size();
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send("POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GatewayFixture.KEY
                    + "\r\nContent-Length: 33554433\r\n\r\n");

            Received received = caller.receive();

            assertThat(received.status()).isEqualTo(413);
            assertThat(received.text()).contains("\"code\":\"request_too_large\"");
        }
        assertThat(upstream.asked()).hasSize(before);
    }

    @Test
    void aBodyInChunksBeyondTheLimitIsRefused() {
        byte[] chunk = WireUpstream.chunk(" ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send("POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GatewayFixture.KEY
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 33; i++) {
                caller.send(chunk);
            }

            assertThat(caller.receive().status()).isEqualTo(413);
        }
    }

    @Test
    void noUpstreamIsToldAsSuch() {
        try (GatewayFixture alone = GatewayFixture.builder().with("OPENAI_BASE_URL", "http://127.0.0.1:1/v1").start();
                WireCaller caller = WireCaller.to(alone)) {
            Received received = caller.post("{}").receive();

            assertThat(received.status()).isEqualTo(502);
            assertThat(received.text()).contains("upstream_unavailable").doesNotContain("127.0.0.1");
        }
    }

    @Test
    void noKeyIsToldAsSuch() {
        try (GatewayFixture keyless = GatewayFixture.builder().without("OPENAI_API_KEY").start();
                WireCaller caller = WireCaller.to(keyless)) {
            Received received = caller.post("{}").receive();

            assertThat(received.status()).isEqualTo(503);
            assertThat(received.text()).contains("\"code\":\"upstream_not_configured\"");
        }
    }

    private static Fault ends(String name, String bytes, int status, String body) {
        return new Fault(name, script(bytes, false), status, body, false);
    }

    private static Fault goesOn(String name, String bytes, int status, String body) {
        return new Fault(name, script(bytes, true), status, body, false);
    }

    private static WireUpstream.Script script(String bytes, boolean on) {
        return (request, out) -> {
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return on;
        };
    }
}
