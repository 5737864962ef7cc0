package dev.codexgateway.edge;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

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

/** Bodies that no well-meaning caller sends: each has its defined answer, and the service goes on. */
class HostileBodiesTest {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"conversation.list\"}";
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
        assertThat(send(LIST.getBytes(StandardCharsets.UTF_8)).body()).contains("\"result\"");
    }

    static Stream<Arguments> malformed() {
        Charset utf8 = StandardCharsets.UTF_8;
        return Stream.of(
                arguments("nothing", new byte[0]),
                arguments("white space", " \r\n\t ".getBytes(utf8)),
                arguments("text", "hello".getBytes(utf8)),
                arguments("cut off", LIST.substring(0, LIST.length() - 1).getBytes(utf8)),
                arguments("cut off in a string", "{\"jsonrpc\":\"2".getBytes(utf8)),
                arguments("cut off in an escape", "{\"jsonrpc\":\"\\u00".getBytes(utf8)),
                arguments("cut off in a character", new byte[]{'"', (byte) 0xF0, (byte) 0x9F}),
                arguments("an overlong slash", new byte[]{'"', (byte) 0xC0, (byte) 0xAF, '"'}),
                arguments("a surrogate in UTF-8", new byte[]{'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'}),
                arguments("Latin-1", "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)),
                arguments("UTF-16 with its mark", LIST.getBytes(StandardCharsets.UTF_16)),
                arguments("UTF-16 without", LIST.getBytes(StandardCharsets.UTF_16LE)),
                arguments("a byte order mark", ("\uFEFF" + LIST).getBytes(utf8)),
                arguments("something after it", (LIST + "x").getBytes(utf8)),
                arguments("a second value", (LIST + LIST).getBytes(utf8)),
                arguments("a member twice", LIST.replace("\"id\"", "\"id\":2,\"id\"").getBytes(utf8)),
                arguments("a member twice, once escaped",
                        LIST.replace("\"id\"", "\"\\u0069d\":2,\"id\"").getBytes(utf8)),
                arguments("a member twice, deep inside", params("{\"a\":[{\"b\":1,\"b\":1}]}")),
                arguments("65 levels", params("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")),
                arguments("a hundred thousand levels", "[".repeat(100_000).getBytes(utf8)),
                arguments("a comment", (LIST + "/**/").getBytes(utf8)),
                arguments("a trailing comma", "[1,]".getBytes(utf8)),
                arguments("NaN", params("{\"limit\":NaN}")),
                arguments("a number of 5,000 digits", params("{\"limit\":" + "9".repeat(5_000) + "}")),
                arguments("a raw line end in a string", "{\"a\":\"\n\"}".getBytes(utf8)),
                arguments("a raw NUL in a string", "{\"a\":\"\0\"}".getBytes(utf8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNotJsonIsAParseError(String what, byte[] body) {
        HttpResponse<String> answer = send(body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        Shapes.rpcError(answer.body(), -32700);
    }

    @Test
    void sixtyFourLevelsAreTaken() {
        HttpResponse<String> answer = send(params("{\"a\":" + "[".repeat(62) + "]".repeat(62) + "}"));

        assertThat(answer.body()).contains("\"result\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999", "-1e999999", "1e-999999", "9223372036854775808", "1.5", "0", "1001", "\"5\""})
    void aNumberThatIsNoLimitIsRefusedAtOnce(String limit) {
        Shapes.rpcError(send(params("{\"limit\":" + limit + "}")).body(), -32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999", "123456789012345678901234567890", "-0.5", "\"\\u0000\"", "null"})
    void anOddIdIsGivenBackAsItWas(String id) {
        String body = send(LIST.replace("\"id\":1", "\"id\":" + id).getBytes(StandardCharsets.UTF_8)).body();

        assertThat(body).containsIgnoringCase("\"id\":" + id.replace("1e", "1E+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp",
            "application/x-www-form-urlencoded", "application/json; charset=latin1",
            "application/json; charset=utf-16", "application/json; charset", ";;;", "", "json", "*/*"})
    void anotherTypeIsNotRead(String type) {
        HttpResponse<String> answer = gateway.post("/jsonrpc", LIST, "X-API-Key", KEY, "Content-Type", type);

        Shapes.problem(answer, 415, "unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON", "application/json;charset=utf-8",
            "application/json; charset=\"UTF-8\"", "application/json; charset=UTF-8; profile=x", "application/json-rpc",
            "application/vnd.api+json"})
    void jsonByAnyNameIsRead(String type) {
        assertThat(gateway.post("/jsonrpc", LIST, "X-API-Key", KEY, "Content-Type", type).body())
                .contains("\"result\"");
    }

    @Test
    void aCompressedBodyIsRefused() {
        Shapes.problem(gateway.post("/jsonrpc", LIST, "X-API-Key", KEY, "Content-Encoding", "gzip"), 400,
                "invalid-params");
    }

    @Test
    void aBodyOf17MiBIsTooLargeWithAndWithoutItsLength() {
        byte[] large = new byte[17 * 1024 * 1024];
        var chunked = BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large));

        HttpResponse<String> known = send(large);
        HttpResponse<String> unknown = gateway
                .send(gateway.request("/jsonrpc", "X-API-Key", KEY).POST(chunked).build());

        Shapes.problem(known, 413, "too-large");
        Shapes.problem(unknown, 413, "too-large");
        assertThat(known.headers().firstValue("Connection")).hasValue("close");
        assertThat(unknown.headers().firstValue("Connection")).hasValue("close");
    }

    @Test
    void aBodyOf16MiBIsRead() {
        byte[] body = new byte[16 * 1024 * 1024];
        java.util.Arrays.fill(body, (byte) ' ');
        System.arraycopy(LIST.getBytes(StandardCharsets.UTF_8), 0, body, 0, LIST.length());

        assertThat(send(body).body()).contains("\"result\"");
    }

    private static byte[] params(String params) {
        return (LIST.substring(0, LIST.length() - 1) + ",\"params\":" + params + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> send(byte[] body) {
        return gateway.send(
                gateway.request("/jsonrpc", "X-API-Key", KEY).POST(BodyPublishers.ofByteArray(body)).build());
    }
}
