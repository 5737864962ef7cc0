package dev.codexgateway.proxy;

import static dev.codexgateway.testing.WireUpstream.chunk;
import static dev.codexgateway.testing.WireUpstream.chunked;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireUpstream;

/** What is read of the answers that pass: tokens, models, and who may see a stored response again. */
class AccountingTest {
    private static WireUpstream upstream;
    private static GatewayFixture gateway;
    private final String model = "gpt-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        upstream = WireUpstream.start();
        gateway = GatewayFixture.builder().with("OPENAI_BASE_URL", upstream.baseUrl().toString()).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private String usage() {
        return "\"usage\":{\"input_tokens\":120,\"input_tokens_details\":{\"cached_tokens\":20},\"output_tokens\":34,"
                + "\"output_tokens_details\":{\"reasoning_tokens\":30},\"total_tokens\":154}";
    }

    private void post(byte[] answer) {
        upstream.next(answer);
        try (WireCaller caller = WireCaller.to(gateway)) {
            assertThat(caller.post("{}").receive().status()).isEqualTo(200);
            // A call is booked when its answer is with the caller; his connection takes another request only then.
            assertThat(caller.send(WireCaller.request("GET", "/health/live", "")).receive().status()).isEqualTo(200);
        }
    }

    private double tokens(String type) {
        return gateway.metric("codex_tokens_total", "model=\"" + model + "\"", "type=\"" + type + "\"");
    }

    @Test
    void theTokensOfAJsonAnswerCount() {
        post(WireUpstream.json("{\"id\":\"resp_1\",\"model\":\"" + model + "\"," + usage() + "}"));

        assertThat(tokens("input")).isEqualTo(120);
        assertThat(tokens("output")).isEqualTo(34);
    }

    @Test
    void theTokensOfAPackedAnswerCount() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("{\"model\":\"" + model + "\",\"output\":\"" + "x".repeat(100_000) + "\"," + usage() + "}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                        + packed.size() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(packed.toByteArray());

        post(answer.toByteArray());

        assertThat(tokens("input")).isEqualTo(120);
    }

    @ParameterizedTest
    @ValueSource(strings = {"response.completed", "response.incomplete", "response.failed"})
    void theTokensOfAStreamCountHoweverItEnded(String type) {
        String text = "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"usage\":null}}\n\n"
                + "event: " + type + "\r\ndata: {\"type\":\"" + type + "\",\"response\":{\"id\":\"resp_1\",\"model\":\""
                + model
                + "\",\"output\":[{\"usage\":{\"input_tokens\":7}}]," + usage() + "}}\r\n\r\n";
        post(stream(text, 5));

        assertThat(tokens("input")).isEqualTo(120);
        assertThat(tokens("output")).isEqualTo(34);
    }

    @Test
    void theTokensOfAChatStreamCount() {
        post(stream("data: {\"id\":\"chatcmpl-1\",\"model\":\"" + model + "\",\"choices\":[{}],\"usage\":null}\n\n"
                + "data: {\"id\":\"chatcmpl-1\",\"model\":\"" + model
                + "\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,"
                + "\"completion_tokens\":5,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}\n\ndata: [DONE]\n\n",
                1000));

        assertThat(tokens("input")).isEqualTo(11);
        assertThat(tokens("output")).isEqualTo(5);
    }

    private static byte[] stream(String text, int piece) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(chunked("text/event-stream"));
        for (int at = 0; at < bytes.length; at += piece) {
            out.writeBytes(chunk(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece))));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"GET,''", "DELETE,''", "POST,/cancel", "GET,/input_items"})
    void aStoredResponseIsThereForItsMakerAlone(String method, String rest) {
        String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
        post(stream("data: {\"type\":\"response.created\",\"response\":{\"id\":\"" + id + "\",\"store\":true}}\n\n",
                7));

        assertThat(status(GatewayFixture.KEY, method, "/v1/responses/" + id + rest)).isEqualTo(200);
        int asked = upstream.asked().size();
        assertThat(status(GatewayFixture.OTHER_KEY, method, "/v1/responses/" + id + rest)).isEqualTo(404);
        assertThat(status(GatewayFixture.KEY, method, "/v1/responses/resp_unknown" + rest)).isEqualTo(404);
        assertThat(upstream.asked()).hasSize(asked);
    }

    @Test
    void aStoredResponseIsThereAtOnce() {
        for (int i = 0; i < 20; i++) {
            String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
            post(WireUpstream.json("{\"id\":\"" + id + "\",\"object\":\"response\"}"));

            assertThat(status(GatewayFixture.KEY, "GET", "/v1/responses/" + id)).isEqualTo(200);
        }
    }

    @Test
    void aResponseThatIsNotStoredIsNobodys() {
        String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
        post(WireUpstream.json("{\"id\":\"" + id + "\",\"store\":false}"));

        assertThat(status(GatewayFixture.KEY, "GET", "/v1/responses/" + id)).isEqualTo(404);
    }

    /** The id of a response that the usual caller made. */
    private String made() {
        String id = "resp_" + UUID.randomUUID().toString().replace("-", "");
        post(WireUpstream.json("{\"id\":\"" + id + "\",\"object\":\"response\"}"));
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"previous_response_id\":\"ID\"}",
            " {\"input\":[{\"a\":1}], \"previous_response_id\" : \"ID\" }",
            "\uFEFF{\"previous_response_id\":\"ID\"}",
            "{\"previous_response_id\":null,\"previous_response_id\":\"ID\"}",
            "{\"input\":\"LONG\",\"previous_response_id\":\"ID\"}",
            "{\"previous_response_id\":\"ID\",\"input\":\"LONG\"}",
            "{\"input\":\"\\\"}\\\\\",\"previous_response_id\":\"ID\"}"})
    void aStoredResponseIsGoneOnWithByItsMakerAlone(String body) {
        String sent = body.replace("ID", made()).replace("LONG", "x".repeat(100_000));

        for (String path : new String[]{"/v1/responses", "/v1/responses/compact"}) {
            assertThat(gateway.post(path, sent, "X-API-Key", GatewayFixture.KEY).statusCode()).isEqualTo(200);
            assertThat(upstream.last().text()).isEqualTo(sent);
            long asked = arrivedWhole(sent);
            var refused = gateway.post(path, sent, "X-API-Key", GatewayFixture.OTHER_KEY);
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.body()).contains("\"error\":{\"message\":", "\"code\":\"not_found\"");
            assertThat(arrivedWhole(sent)).isEqualTo(asked);
        }
    }

    private static long arrivedWhole(String body) {
        return upstream.asked().stream().filter(asked -> asked.text().equals(body)).count();
    }

    @Test
    void aBodyInChunksGoesOnWithOnesOwnResponseAlone() {
        String id = made();
        int asked = upstream.asked().size();
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send("POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GatewayFixture.OTHER_KEY
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .send(chunk("{\"previous_resp".getBytes(StandardCharsets.US_ASCII)))
                    .send(chunk(("onse_id\":\"" + id).getBytes(StandardCharsets.US_ASCII)))
                    .send(chunk("\"}".getBytes(StandardCharsets.US_ASCII))).send("0\r\n\r\n");

            assertThat(caller.receive().status()).isEqualTo(404);
        }
        assertThat(upstream.asked()).hasSize(asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"previous_response_id\":null}", "{\"previous_response_id\":7}",
            "[\"previous_response_id\",\"ID\"]",
            "{\"metadata\":{\"previous_response_id\":\"ID\"}}", "{\"input\":[{\"previous_response_id\":\"ID\"}]}",
            "{\"input\":\"previous_response_id\",\"id\":\"ID\"}", "{\"previous_response_id_\":\"ID\"}"})
    void whatGoesOnWithNothingPasses(String body) {
        String sent = body.replace("ID", made());

        assertThat(gateway.post("/v1/responses", sent, "X-API-Key", GatewayFixture.OTHER_KEY).statusCode())
                .isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo(sent);
    }

    static Stream<Arguments> disguises() {
        String json = "{\"previous_response_id\":\"ID\"}";
        return Stream.of(Arguments.of("{\"previous\\u005fresponse_id\":\"ID\"}", StandardCharsets.UTF_8, 400),
                Arguments.of("{\"previous_response_id\":\"resp\\u005f1\"}", StandardCharsets.UTF_8, 404),
                Arguments.of("{\"previous_response_id\":\"\"}", StandardCharsets.UTF_8, 404),
                Arguments.of("{\"previous_response_id\":\"" + "r".repeat(300) + "\"}", StandardCharsets.UTF_8, 404),
                Arguments.of("{\"previous_response_id\":\"r\u0000\"}", StandardCharsets.UTF_8, 404),
                Arguments.of(json, StandardCharsets.UTF_16, 400), Arguments.of(json, StandardCharsets.UTF_16LE, 400),
                Arguments.of(json, StandardCharsets.UTF_16BE, 400),
                Arguments.of(" " + json, StandardCharsets.UTF_16LE, 400));
    }

    @ParameterizedTest
    @MethodSource("disguises")
    void aStoredResponseIsNotReachedInDisguise(String body, Charset charset, int status) {
        byte[] sent = body.replace("ID", made()).getBytes(charset);
        int asked = upstream.asked().size();
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send("POST /v1/responses HTTP/1.1\r\nHost: x\r\nX-API-Key: " + GatewayFixture.OTHER_KEY
                    + "\r\nContent-Length: " + sent.length + "\r\n\r\n").send(sent);

            assertThat(caller.receive().status()).isEqualTo(status);
        }
        assertThat(upstream.asked()).hasSize(asked);
    }

    private static int status(String key, String method, String path) {
        return gateway.send(gateway.request(path, "X-API-Key", key)
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()).build()).statusCode();
    }

    @Test
    void onlyWhatIsListedMayBeCalled() {
        String own = "configured-"
                + dev.codexgateway.access.CredentialHash.of(GatewayFixture.OTHER_KEY).hex().substring(0, 8);
        try (GatewayFixture limited = GatewayFixture.builder().with("OPENAI_BASE_URL", upstream.baseUrl().toString())
                .yaml("proxy:\n  paths: [/v1/responses, /v1/models, " + own + "=/v1/chat/completions]\n"
                        + "  models: [gpt-5*, " + own + "=o9]\n")
                .start()) {
            String[] key = {"X-API-Key", GatewayFixture.KEY};
            String[] other = {"X-API-Key", GatewayFixture.OTHER_KEY};
            assertThat(limited.post("/v1/responses", "{\"model\":\"gpt-5.5\"}", key).statusCode()).isEqualTo(200);
            assertThat(limited.post("/v1/responses", "{\"model\":\"o9\"}", key).statusCode()).isEqualTo(403);
            assertThat(limited.post("/v1/responses", "{}", key).statusCode()).isEqualTo(403);
            assertThat(limited.post("/v1/responses", "{\"response\":{\"model\":\"gpt-5\"},\"model\":\"o9\"}", key)
                    .statusCode()).isEqualTo(403);
            assertThat(
                    limited.post("/v1/responses", "{\"model\":\"gpt-5\",\"a\":{\"model\":\"o9\"}}", key).statusCode())
                    .isEqualTo(200);
            assertThat(limited.post("/v1/responses", "{\"model\":\"gpt-5\",\"model\":\"o9\"}", key).statusCode())
                    .isEqualTo(403);
            assertThat(limited.post("/v1/responses", "{\"model\":\"gpt-5\",\"mod\\u0065l\":\"o9\"}", key).statusCode())
                    .isEqualTo(403);
            assertThat(limited
                    .post("/v1/responses",
                            "{\"model\":\"gpt-5\",\"x\":\"" + "y".repeat(100_000) + "\",\"model\":\"o9\"}", key)
                    .statusCode()).isEqualTo(403);
            assertThat(limited.post("/v1/responses", "{\"model\":\"gpt-5\",\"x\":\"" + "y".repeat(100_000) + "\"}", key)
                    .statusCode()).isEqualTo(200);
            assertThat(limited.post("/v1/responses", "{\"x\":\"" + "y".repeat(100_000) + "\",\"model\":\"gpt-5\"}", key)
                    .statusCode()).isEqualTo(403);
            assertThat(limited.post("/v1/chat/completions", "{\"model\":\"gpt-5\"}", key).statusCode()).isEqualTo(403);
            assertThat(limited.post("/v1/chat/completions", "{\"model\":\"o9\"}", other).statusCode()).isEqualTo(200);
            assertThat(limited.post("/v1/responses", "{\"model\":\"o9\"}", other).statusCode()).isEqualTo(403);
        }
    }
}
