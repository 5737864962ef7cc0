package dev.codexgateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;

/** Requests that want to be understood in two ways: none of them reaches the upstream. */
class HostilePassThroughTest extends OnTheWire {
    private static final String HEAD = "POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GatewayFixture.KEY
            + "\r\n";
    private static final String SMUGGLED = "GET /v1/models HTTP/1.1\r\nHost: smuggled\r\nX-API-Key: "
            + GatewayFixture.KEY + "\r\n\r\n";

    static Stream<String> hostile() {
        return Stream.of(
                HEAD + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + SMUGGLED,
                HEAD + "Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}" + SMUGGLED,
                HEAD + "Content-Length: 2, 50\r\n\r\n{}" + SMUGGLED,
                HEAD + "Content-Length: +2\r\n\r\n{}",
                HEAD + "Content-Length: -2\r\n\r\n{}",
                HEAD + "Content-Length: 0x2\r\n\r\n{}",
                HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                HEAD + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                HEAD + "X-One: 1\r\n Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
                HEAD + "X-One: 1\rX-Two: 2\r\nContent-Length: 0\r\n\r\n",
                HEAD + "X-One: 1\nX-Two: 2\r\nContent-Length: 0\r\n\r\n",
                HEAD + "X-One: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                HEAD + "X One: 1\r\nContent-Length: 0\r\n\r\n",
                HEAD + "X-Huge: " + "a".repeat(70_000) + "\r\nContent-Length: 0\r\n\r\n",
                HEAD.replace("Host: x\r\n", "") + "Content-Length: 0\r\n\r\n",
                HEAD.replace("/v1/responses", "/v1/responses?a=b\u0001c") + "Content-Length: 0\r\n\r\n",
                HEAD.replace("HTTP/1.1", "HTTP/1.0") + "Content-Length: 0\r\n\r\n",
                HEAD + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
                HEAD + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void isRefusedAndTheConnectionEnds(String request) {
        int before = upstream.asked().size();
        caller.send(request);

        assertThat(caller.receive().status()).isIn(400, 404, 431, 501, 505);
        assertThat(caller.ended()).isTrue();
        assertThat(upstream.asked()).hasSize(before);
    }

    static Stream<Arguments> strange() {
        return Stream.of(arguments(400, HEAD + "X-One: \u00e4\r\nContent-Length: 0\r\n\r\n"), arguments(404,
                HEAD.replace("/v1/responses", "http://other/v1/responses") + "Content-Length: 0\r\n\r\n"));
    }

    /** There is one way to understand it, so the next request is understood, too. */
    @ParameterizedTest
    @MethodSource("strange")
    void isRefusedAndTheConnectionGoesOn(int status, String request) {
        int before = upstream.asked().size();

        assertThat(caller.send(request).receive().status()).isEqualTo(status);
        assertThat(upstream.asked()).hasSize(before);
        assertThat(caller.post("{}").receive().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"})
    void aBodyThatEndsTooSoonIsNeverWholeUpstream(String body) {
        int before = upstream.asked().size();
        caller.send(HEAD + body).reset();

        try (WireCaller next = WireCaller.to(gateway)) {
            assertThat(next.post("{}").receive().status()).isEqualTo(200);
        }
        assertThat(upstream.asked()).hasSize(before + 1);
    }
}
