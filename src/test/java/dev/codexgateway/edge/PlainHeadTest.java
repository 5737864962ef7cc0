package dev.codexgateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainHeadTest {
    private static final String LINE = "POST /v1/responses HTTP/1.1\r\n";
    private static final String REST = "Host: gateway:8080\r\nContent-Length: 2\r\n\r\n";

    private final PlainHead head = new PlainHead();

    @ParameterizedTest
    @CsvSource({"GET /v1/models,GET,/v1/models,''", "POST /v1/chat/completions,POST,/v1/chat/completions,''",
            "DELETE /v1/responses/resp_1,DELETE,/v1/responses/resp_1,''", "GET /v1/models?,GET,/v1/models,?",
            "GET /v1/models?a=%5B1%5d&b=/?,GET,/v1/models,?a=%5B1%5d&b=/?", "GET /v1/a.b/~c:d@e,GET,/v1/a.b/~c:d@e,''",
            "GET /v1/,GET,/v1/,''"})
    void tellsWhatIsAskedFor(String line, String method, String path, String query) {
        assertThat(plain(line + " HTTP/1.1\r\n" + REST)).isTrue();

        assertThat(head.method()).isEqualTo(method);
        assertThat(head.path()).isEqualTo(path);
        assertThat(head.query()).isEqualTo(query);
        assertThat(head.length()).isEqualTo(2);
    }

    @Test
    void findsTheHeadersAndTheEnd() {
        String text = LINE + "Host: a\r\nX-One:1\r\nx-two: \t two words \t\r\nX-None:\r\n\r\n{}";

        assertThat(plain(text)).isTrue();
        assertThat(IntStream.range(0, head.count()).mapToObj(head::value)).containsExactly("a", "1", "two words", "");
        assertThat(head.firstValue("x-one".getBytes(StandardCharsets.US_ASCII))).hasValue("1");
        assertThat(head.length()).isNegative();
        assertThat(text.substring(head.end())).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: */*", "TE: trailers", "Cookie: a=b", "Connection: keep-alive",
            "connection: Keep-Alive", "X-Forwarded-For: 1.2.3.4",
            "Content-Encoding: gzip"})
    void isPlainWith(String line) {
        assertThat(plain(LINE + line + "\r\n" + REST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked", "transfer-encoding: x", "Origin: https://a.example",
            "Expect: 100-continue",
            "Upgrade: websocket", "Connection: close", "Connection: keep-alive, X-One", "Host: second",
            "Content-Length: 2", "X-Helidon-CN: a", "X-One : 1", " X-One: 1", "X-One", ": 1", "X-One: a\u0000b",
            "X-One: a\u007fb", "X-One: \u00e4", "X-\u00e4: 1", "X(One): 1", "X-One: 1\rX-Two: 2", "X-One: 1\nX-Two: 2"})
    void isNotPlainWith(String line) {
        assertThat(plain(LINE + line + "\r\n" + REST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a:x", "a:123456", "[::1]", "a/b", "u@a", "a,b"})
    void isNotPlainWithTheHost(String host) {
        assertThat(plain(LINE + "Host: " + host + "\r\n\r\n")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "0x1", "1 1", "1,1", "65537", "99999", "100000", "18446744073709551617"})
    void isNotPlainWithTheLength(String length) {
        assertThat(plain(LINE + "Host: a\r\nContent-Length: " + length + "\r\n\r\n")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD /v1/models HTTP/1.1", "PUT /v1/models HTTP/1.1", "get /v1/models HTTP/1.1",
            "GET /v1 HTTP/1.1", "GET /v2/models HTTP/1.1", "GET /V1/models HTTP/1.1", "GET //v1/models HTTP/1.1",
            "GET http://a/v1/models HTTP/1.1", "GET /v1/../health HTTP/1.1", "GET /v1/./models HTTP/1.1",
            "GET /v1//models HTTP/1.1", "GET /v1/a%2fb HTTP/1.1", "GET /v1/a;b HTTP/1.1", "GET /v1/a\\b HTTP/1.1",
            "GET /v1/models#a HTTP/1.1", "GET /v1/models?a#b HTTP/1.1", "GET /v1/models?a=% HTTP/1.1",
            "GET /v1/models?a=%4 HTTP/1.1", "GET /v1/models?a=%4g HTTP/1.1", "GET /v1/models?a=[1] HTTP/1.1",
            "GET /v1/models?a=b\u0001 HTTP/1.1", "GET /v1/models  HTTP/1.1", "GET  /v1/models HTTP/1.1",
            "GET /v1/models HTTP/1.0", "GET /v1/models HTTP/2.0", "GET /v1/models http/1.1", "GET /v1/models HTTP/1.1 ",
            "GET /v1/models", "GET\t/v1/models HTTP/1.1", " GET /v1/models HTTP/1.1", "\r\nGET /v1/models HTTP/1.1"})
    void isNotPlainWithTheFirstLine(String line) {
        assertThat(plain(line + "\r\n" + REST)).isFalse();
    }

    @Test
    void isNotPlainWithoutAHost() {
        assertThat(plain(LINE + "Content-Length: 2\r\n\r\n")).isFalse();
    }

    @Test
    void isNotPlainBeforeItIsWhole() {
        String text = LINE + REST;
        for (int end = 0; end < text.length(); end++) {
            assertThat(plain(text.substring(0, end))).as(text.substring(0, end)).isFalse();
        }
        assertThat(plain(text)).isTrue();
    }

    @Test
    void isNotPlainWithMoreHeadersThanAnybodySends() {
        assertThat(plain(LINE + "X-One: 1\r\n".repeat(98) + REST)).isTrue();
        assertThat(plain(LINE + "X-One: 1\r\n".repeat(99) + REST)).isFalse();
    }

    @Test
    void forgetsThePreviousRequest() {
        assertThat(plain(LINE + "X-One: 1\r\n" + REST)).isTrue();
        head.forget();

        assertThat(plain("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n")).isTrue();
        assertThat(head.count()).isEqualTo(1);
        assertThat(head.length()).isNegative();
        assertThat(plain("GET /v1/models HTTP/1.1\r\nAccept: a\r\n\r\n")).isFalse();
    }

    private boolean plain(String text) {
        return head.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
