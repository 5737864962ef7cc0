package dev.codexgateway.api.rpc;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.Collections;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** Params of {@code conversation.prompt} at and beyond their limits. */
class HostilePromptsTest {
    private static final int MAX = 1_048_576;
    private static final String PICTURE = "data:image/png;base64,AAAA";
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("no prompt", "{}"),
                arguments("a null prompt", "{\"prompt\":null}"),
                arguments("an empty prompt", "{\"prompt\":\"\"}"),
                arguments("a blank prompt", "{\"prompt\":\" \\n\\t \"}"),
                arguments("a prompt that is a number", "{\"prompt\":1}"),
                arguments("a prompt that is a list", "{\"prompt\":[\"a\"]}"),
                arguments("params by position", "[\"a\"]"),
                arguments("half a surrogate pair", "{\"prompt\":\"a\\ud800b\"}"),
                arguments("a surrogate pair the wrong way round", "{\"prompt\":\"\\udc00\\ud800\"}"),
                arguments("one character too many", object("prompt", "x".repeat(MAX + 1)).toString()),
                arguments("one astral character too many", object("prompt", "😀".repeat(MAX + 1)).toString()),
                arguments("a session_id with a space", "{\"prompt\":\"a\",\"session_id\":\"a b\"}"),
                arguments("an empty session_id", "{\"prompt\":\"a\",\"session_id\":\"\"}"),
                arguments("a session_id with a line end", "{\"prompt\":\"a\",\"session_id\":\"a\\n\"}"),
                arguments("a session_id that leaves", "{\"prompt\":\"a\",\"session_id\":\"../a\"}"),
                arguments("a session_id of 129", object("prompt", "a", "session_id", "a".repeat(129)).toString()),
                arguments("a session_id that is a number", "{\"prompt\":\"a\",\"session_id\":5}"),
                arguments("a model with a line end", "{\"prompt\":\"a\",\"model\":\"gpt\\r\\nX: y\"}"),
                arguments("a model with NUL", "{\"prompt\":\"a\",\"model\":\"gpt\\u0000\"}"),
                arguments("a model of 129", object("prompt", "a", "model", "m".repeat(129)).toString()),
                arguments("an empty model", "{\"prompt\":\"a\",\"model\":\"\"}"),
                arguments("21 images", object("prompt", "a", "images",
                        Json.createArrayBuilder(Collections.nCopies(21, PICTURE)).build()).toString()),
                arguments("an image by URL", "{\"prompt\":\"a\",\"images\":[\"https://example.com/a.png\"]}"),
                arguments("an image of another kind",
                        "{\"prompt\":\"a\",\"images\":[\"data:image/svg+xml;base64,AAAA\"]}"),
                arguments("an image that is no base64",
                        "{\"prompt\":\"a\",\"images\":[\"data:image/png;base64,A*A=\"]}"),
                arguments("an image with a line end", "{\"prompt\":\"a\",\"images\":[\"" + PICTURE + "\\n\"]}"),
                arguments("an empty image", "{\"prompt\":\"a\",\"images\":[\"data:image/png;base64,\"]}"),
                arguments("an image that is a number", "{\"prompt\":\"a\",\"images\":[1]}"),
                arguments("images that are no list", "{\"prompt\":\"a\",\"images\":\"" + PICTURE + "\"}"),
                arguments("a schema that is a list", "{\"prompt\":\"a\",\"output_schema\":[]}"),
                arguments("a schema with half a pair", "{\"prompt\":\"a\",\"output_schema\":{\"a\":\"\\ud800\"}}"),
                arguments("a schema that is too large",
                        object("prompt", "a", "output_schema", object("a", "x".repeat(65_536))).toString()),
                arguments("a wait below 0", "{\"prompt\":\"a\",\"wait_seconds\":-0.001}"),
                arguments("a wait above 300", "{\"prompt\":\"a\",\"wait_seconds\":300.001}"),
                arguments("an endless wait", "{\"prompt\":\"a\",\"wait_seconds\":1e999999}"),
                arguments("a wait that is a word", "{\"prompt\":\"a\",\"wait_seconds\":\"5\"}"),
                arguments("a flag that is a word", "{\"prompt\":\"a\",\"include_events\":\"no\"}"),
                arguments("an empty request_id", "{\"prompt\":\"a\",\"request_id\":\"\"}"),
                arguments("a request_id with a space", "{\"prompt\":\"a\",\"request_id\":\"a b\"}"),
                arguments("a request_id of 256", object("prompt", "a", "request_id", "r".repeat(256)).toString()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void paramsBeyondTheirLimitsAreRefusedBeforeTheUpstreamIsAsked(String what, String params) {
        int asked = gateway.upstream().requests().size();

        String body = gateway
                .post("/jsonrpc", "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"conversation.prompt\",\"params\":"
                        + params + "}", "X-API-Key", KEY)
                .body();

        Shapes.rpcError(body, -32602);
        assertThat(gateway.upstream().requests()).hasSize(asked);
    }

    @Test
    void aPromptMayHaveExactly1048576CharactersOfAnyPlane() {
        assertThat(prompt("prompt", "x".repeat(MAX)).getString("content")).hasSize("Echo: ".length() + MAX);
        assertThat(prompt("prompt", "😀".repeat(MAX)).getString("status")).isEqualTo("completed");
    }

    @Test
    void controlCharactersReachTheUpstreamAndComeBackWithoutNul() {
        JsonObject answer = prompt("prompt", "a\u0000b\u0007\u2028c");

        assertThat(answer.getString("content")).startsWith("Echo: a").endsWith("b\u0007\u2028c");
        assertThat(gateway.upstream().requests().getLast().userText()).isEqualTo("a\u0000b\u0007\u2028c");
    }

    @Test
    void aPictureOf12MiBIsCheckedInAMoment() {
        String good = "data:image/png;base64," + "A".repeat(12 * 1024 * 1024);
        long start = System.nanoTime();

        JsonObject answer = prompt("prompt", "look", "images", Json.createArrayBuilder().add(good).build());
        JsonObject refused = gateway.rpcError("conversation.prompt",
                object("prompt", "look", "images", Json.createArrayBuilder().add(good + "!").build()));

        assertThat(answer.getString("status")).isEqualTo("completed");
        assertThat(refused.getInt("code")).isEqualTo(-32602);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aPictureAsLargeAsABodyMayBeIsStillThereForTheNextTurn() {
        String large = "data:image/png;base64," + "A".repeat(16 * 1024 * 1024 - 1024);
        prompt("prompt", "look", "session_id", "large", "images", Json.createArrayBuilder().add(large).build());
        gateway.upstream().forget();

        JsonObject answer = prompt("prompt", "and now?", "session_id", "large");

        assertThat(answer.getString("status")).isEqualTo("completed");
        assertThat(gateway.upstream().requests().getLast().text()).hasSizeGreaterThan(large.length());
    }

    private static JsonObject prompt(Object... params) {
        return gateway.rpc("conversation.prompt", object(params));
    }
}
