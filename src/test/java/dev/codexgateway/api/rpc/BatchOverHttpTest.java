package dev.codexgateway.api.rpc;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** Batches and notifications at {@code POST /jsonrpc}. */
class BatchOverHttpTest {
    private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"conversation.list\"}";
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void fiftyCallsAreAnsweredEachWithItsOwn() {
        JsonArray answers = array(post(batch(50)).body());

        assertThat(answers.getValuesAs(JsonObject.class)).hasSize(50)
                .allSatisfy(answer -> assertThat(answer.getJsonObject("result").getString("content"))
                        .isEqualTo("Echo: prompt " + answer.getInt("id")));
    }

    @Test
    void fiftyOneCallsAreRefusedAsAWhole() {
        int asked = gateway.upstream().requests().size();

        Shapes.rpcError(post(batch(51)).body(), -32600);

        assertThat(gateway.upstream().requests()).hasSize(asked);
    }

    @Test
    void anEmptyBatchIsAnInvalidRequest() {
        Shapes.rpcError(post("[]").body(), -32600);
    }

    @Test
    void whatIsNoCallInABatchIsAnsweredAsOne() {
        JsonArray answers = array(post("[1,\"a\",null,[],{}," + NOTIFICATION + "]").body());

        assertThat(answers.getValuesAs(JsonObject.class)).hasSize(5).allSatisfy(answer -> {
            assertThat(answer.getJsonObject("error").getInt("code")).isEqualTo(-32600);
            assertThat(answer.isNull("id")).isTrue();
        });
    }

    @Test
    void notificationsInABatchAreNotAnswered() {
        String request = "{\"jsonrpc\":\"2.0\",\"id\":\"only\",\"method\":\"conversation.list\"}";

        JsonArray answers = array(post("[" + NOTIFICATION + "," + request + "," + NOTIFICATION + "]").body());

        assertThat(answers).hasSize(1);
        assertThat(answers.getJsonObject(0).getString("id")).isEqualTo("only");
    }

    @Test
    void whereNothingIsToBeAnsweredThereIsNoBody() {
        String unknown = "{\"jsonrpc\":\"2.0\",\"method\":\"no.such.method\"}";
        String refused = "{\"jsonrpc\":\"2.0\",\"method\":\"conversation.status\"}";
        for (String body : new String[]{NOTIFICATION, unknown, refused, "[" + NOTIFICATION + "," + refused + "]"}) {
            HttpResponse<String> answer = post(body);

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
        }
    }

    @Test
    void anUnknownMethodIsToldWhichThereAre() {
        JsonObject error = Shapes
                .rpcError(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no.such.method\"}").body(), -32601);

        assertThat(error.getJsonObject("data").getJsonArray("available_methods").toString())
                .contains("conversation.prompt", "conversation.status", "conversation.cancel", "conversation.list",
                        "conversation.events", "conversation.delete");
    }

    private static String batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"id\":" + i
                        + ",\"method\":\"conversation.prompt\",\"params\":{\"prompt\":\"prompt " + i + "\"}}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static HttpResponse<String> post(String body) {
        return gateway.post("/jsonrpc", body, "X-API-Key", KEY);
    }

    private static JsonArray array(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            return reader.readArray();
        }
    }
}
