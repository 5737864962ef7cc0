package dev.codexgateway.edge;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

/** Scripts in browsers: none may read an answer unless its origin is configured. */
class CorsTest {
    private static final String APP = "https://app.example.com";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"conversation.list\"}";
    private static GatewayFixture open;

    @BeforeAll
    static void start() {
        open = GatewayFixture.builder().yaml("""
                                             server:
                                               cors-origins: [https://app.example.com, http://localhost:3000]
                                             """).start();
    }

    @AfterAll
    static void stop() {
        open.close();
    }

    @Test
    void withoutConfiguredOriginsThereIsNoCors() {
        try (GatewayFixture closed = GatewayFixture.start()) {
            Received preflight = preflight(closed, APP);
            Received answer = list(closed, APP, KEY);

            Shapes.problem(preflight, 405, "method-not-allowed");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(preflight.headers()).doesNotContainKeys("Access-Control-Allow-Origin", "Vary");
            assertThat(answer.headers()).doesNotContainKeys("Access-Control-Allow-Origin", "Vary");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/authorize", "/oauth/login", "/oauth/consent", "/account", "/connect",
            "/connect/checks",
            "/privacy", "/"})
    void noScriptMayReadAPage(String path) {
        assertThat(open.get(path, "Origin", APP).headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/.well-known/oauth-authorization-server"})
    void scriptsMayReadWhatClientsCall(String path) {
        assertThat(open.get(path, "Origin", APP).headers().firstValue("Access-Control-Allow-Origin")).hasValue(APP);
    }

    @Test
    void aPreflightOfAConfiguredOriginIsGranted() {
        Received answer = preflight(open, APP);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).containsEntry("Access-Control-Allow-Origin", APP)
                .containsEntry("Access-Control-Max-Age", "3600").containsEntry("Vary", "Origin")
                .containsKey("X-Request-Id").doesNotContainKey("Access-Control-Allow-Credentials");
        assertThat(answer.headers().get("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.headers().get("Access-Control-Allow-Headers")).contains("Authorization", "X-API-Key",
                "Idempotency-Key");
    }

    @Test
    void answersAndRefusalsToAConfiguredOriginMayBeRead() {
        for (Map.Entry<String, Integer> expected : Map.of(KEY, 200, "wrong", 401).entrySet()) {
            Received answer = list(open, APP, expected.getKey());

            assertThat(answer.status()).isEqualTo(expected.getValue());
            assertThat(answer.headers()).containsEntry("Access-Control-Allow-Origin", APP).containsEntry("Vary",
                    "Origin");
            assertThat(answer.headers().get("Access-Control-Expose-Headers")).contains("X-Request-Id", "Retry-After");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.com", "https://app.example.com.evil.com", "http://app.example.com",
            "https://app.example.com:8443", "https://APP.example.com", "null", "https://app.example.com/"})
    void aForeignOriginGetsNothing(String origin) {
        Received preflight = preflight(open, origin);
        Received answer = list(open, origin, KEY);

        assertThat(preflight.status()).isEqualTo(405);
        assertThat(preflight.headers().keySet()).noneMatch(name -> name.startsWith("Access-Control"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("Access-Control"));
    }

    private static Received preflight(GatewayFixture gateway, String origin) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            return caller.send("OPTIONS /jsonrpc HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin
                    + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-api-key\r\n\r\n")
                    .receive();
        }
    }

    private static Received list(GatewayFixture gateway, String origin, String key) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            return caller
                    .send("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\nX-API-Key: " + key
                            + "\r\nContent-Length: " + LIST.length() + "\r\n\r\n" + LIST)
                    .receive();
        }
    }
}
