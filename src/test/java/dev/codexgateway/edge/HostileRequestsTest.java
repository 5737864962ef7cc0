package dev.codexgateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

/** Requests that only a plain socket sends: each has its defined answer, and the service goes on. */
class HostileRequestsTest {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"conversation.list\"}";
    private static final String SMUGGLED = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void theServiceGoesOn() {
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
    }

    static Stream<Arguments> broken() {
        String get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
        return Stream.of(
                arguments("noise", "\0\1\2\3\r\n\r\n", 400),
                arguments("no path", "GET\r\n\r\n", 400),
                arguments("HTTP/1.0", "GET /health/live HTTP/1.0\r\n\r\n", 505),
                arguments("HTTP/9.9", "GET /health/live HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
                arguments("no Host", "GET /health/live HTTP/1.1\r\n\r\n", 400),
                arguments("two Hosts", get + "Host: other\r\n\r\n", 400),
                arguments("a Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
                arguments("a broken escape in the path", "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
                arguments("a bracket in the path", "GET /a<b> HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
                arguments("a header without a colon", get + "nonsense\r\n\r\n", 400),
                arguments("a header name with a space", get + "X Y: z\r\n\r\n", 400),
                arguments("a bare CR in a header", get + "X-Request-Id: a\rX-Evil: b\r\n\r\n", 400),
                arguments("a bare LF in a header", get + "X-Request-Id: a\nX-Evil: b\r\n\r\n", 400),
                arguments("a NUL in a header", get + "X-Request-Id: a\0b\r\n\r\n", 400),
                arguments("a large header section", get + "X-Large: " + "a".repeat(64 * 1024) + "\r\n\r\n", 400),
                arguments("very many headers", get + IntStream.range(0, 4_000).mapToObj(i -> "X-" + i + ": a\r\n")
                        .collect(Collectors.joining()) + "\r\n", 400),
                arguments("a request line without end", "GET /" + "a".repeat(64 * 1024), 414),
                arguments("a negative length", WireCaller.rpc("Content-Length: -5") + "\r\n{}", 400),
                arguments("a length that is no number", WireCaller.rpc("Content-Length: ten") + "\r\n{}", 400),
                arguments("an enormous length", WireCaller.rpc("Content-Length: 99999999999999999999") + "\r\n", 400),
                arguments("two lengths", WireCaller.rpc("Content-Length: 2", "Content-Length: 3") + "\r\n{}", 400),
                arguments("a length and chunks", WireCaller.rpc("Content-Length: 2", "Transfer-Encoding: chunked")
                        + "\r\n2\r\n{}\r\n0\r\n\r\n", 400),
                arguments("another transfer coding", WireCaller.rpc("Transfer-Encoding: gzip, chunked")
                        + "\r\n2\r\n{}\r\n0\r\n\r\n", 501),
                arguments("a chunk whose size is a word", WireCaller.rpc("Transfer-Encoding: chunked") + "\r\nzz\r\nab",
                        400),
                arguments("a chunk of negative size", WireCaller.rpc("Transfer-Encoding: chunked") + "\r\n-2\r\nab",
                        400),
                arguments("a chunk of enormous size",
                        WireCaller.rpc("Transfer-Encoding: chunked") + "\r\nffffffffffffffff\r\nab", 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void whatIsNotARequestIsRefusedAndTheConnectionEnds(String what, String request, int status) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            Received answer = caller.send(request).receive();

            Shapes.problem(answer, status, "invalid-params");
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(caller.ended()).isTrue();
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedBeforeAnyOfItIsSent() {
        for (String expect : new String[]{"X-None: x", "Expect: 100-continue"}) {
            try (WireCaller caller = WireCaller.to(gateway)) {
                caller.send(WireCaller.rpc("Content-Length: " + 17 * 1024 * 1024, expect, "X-Request-Id: mine")
                        + "\r\n");

                Received answer = caller.receive();

                Shapes.problem(answer, 413, "too-large");
                assertThat(answer.headers()).containsEntry("Connection", "close").containsEntry("X-Request-Id", "mine");
                assertThat(caller.ended()).isTrue();
            }
        }
    }

    @Test
    void whoAsksBeforeSendingIsToldToGoOn() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Content-Length: " + LIST.length(), "Expect: 100-continue") + "\r\n");

            assertThat(caller.receive().status()).isEqualTo(100);
            assertThat(caller.send(LIST).receive().status()).isEqualTo(200);
        }
    }

    @Test
    void whoAsksBeforeSendingWithAWrongCredentialNeedNotSend() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nX-API-Key: wrong\r\nContent-Length: 100\r\n"
                    + "Expect: 100-continue\r\n\r\n");

            Shapes.problem(caller.receive(), 401, "unauthenticated");
            assertThat(caller.ended()).isTrue();
        }
    }

    static Stream<String> unread() {
        return Stream.of(
                "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nX-API-Key: wrong\r\n",
                "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n",
                WireCaller.rpc("Content-Type: text/plain"),
                WireCaller.rpc("Authorization: Bearer " + GatewayFixture.KEY),
                "POST /nowhere HTTP/1.1\r\nHost: localhost\r\n",
                "PUT /jsonrpc HTTP/1.1\r\nHost: localhost\r\n");
    }

    @ParameterizedTest
    @MethodSource("unread")
    void whatIsLeftOfARefusedBodyIsNeverTakenForTheNextRequest(String head) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(head + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED).finish();

            assertThat(caller.receive().status()).isBetween(400, 499);
            assertThat(caller.ended()).isTrue();
        }
    }

    @Test
    void whatIsLeftOfABodyThatIsTooLargeIsNeverTakenForTheNextRequest() {
        byte[] chunk = new byte[1024 * 1024 + 2];
        Arrays.fill(chunk, (byte) ' ');
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Transfer-Encoding: chunked") + "\r\n");
            for (int i = 0; i < 16; i++) {
                caller.send("100000\r\n").send(chunk);
            }
            caller.send("1\r\n \r\n" + SMUGGLED);

            Shapes.problem(caller.receive(), 413, "too-large");
            assertThat(caller.ended()).isTrue();
        }
    }

    @Test
    void aBodyThatIsShorterThanSaidIsRefused() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Content-Length: 100") + "\r\n{}").finish();

            Shapes.problem(caller.receive(), 400, "invalid-params");
            assertThat(caller.ended()).isTrue();
        }
    }

    @Test
    void theConnectionOfACallerWhoSaysCloseEnds() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Connection: close", "Content-Length: " + LIST.length()) + "\r\n" + LIST);

            assertThat(caller.receive().status()).isEqualTo(200);
            assertThat(caller.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BREW", "PROPFIND", "TRACE", "CONNECT", "get", "PUT", "DELETE", "PATCH", "OPTIONS", "GET"})
    void anotherMethodIsNotAllowed(String method) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            Received answer = caller.send(method + " /jsonrpc HTTP/1.1\r\nHost: localhost\r\n\r\n").receive();

            Shapes.problem(answer, 405, "method-not-allowed");
            assertThat(answer.headers()).containsEntry("Allow", "POST");
        }
    }
}
