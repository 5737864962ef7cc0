package dev.codexgateway.edge;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** Paths, methods and request ids, as every route has them. */
class RoutesTest {
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

    @ParameterizedTest
    @ValueSource(strings = {"/conversations/s/nothing", "/nowhere", "/jsonrpc/", "/jsonrpc/x", "/JSONRPC",
            "/health/nothing", "/metricsx",
            "/..%2f..%2fetc%2fpasswd", "/%00", "/a;b=c", "/.env", "/nowhere?q=%3Cscript%3E"})
    void anUnknownPathIsNotFoundForEveryMethod(String path) {
        for (String method : new String[]{"GET", "POST", "DELETE", "OPTIONS"}) {
            HttpResponse<String> answer = gateway.send(gateway.request(path, "X-API-Key", KEY)
                    .method(method, method.equals("POST") ? BodyPublishers.ofString(LIST) : BodyPublishers.noBody())
                    .build());

            Shapes.problem(answer, 404, "not-found");
            assertThat(answer.body()).doesNotContain("script", "passwd");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/live", "/health/ready", "/health/started", "/metrics"})
    void whatIsObservedIsOnlyRead(String path) {
        for (String method : new String[]{"POST", "PUT", "DELETE", "PATCH", "BREW"}) {
            HttpResponse<String> answer = gateway
                    .send(gateway.request(path).method(method, BodyPublishers.ofString("{}")).build());

            Shapes.problem(answer, 405, "method-not-allowed");
            assertThat(answer.headers().firstValue("Allow").orElse("")).startsWith("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/privacy", "/openapi.json", "/openapi.yaml", "/jsonrpc", "/conversations", "/nowhere",
            "/metrics", "/health", "/health/ready", "/oauth/token", "/account", "/connect", "/oauth/login"})
    void headIsAnsweredWithoutABody(String path) {
        String head = "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String next = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        String answers = rawly(head + next);

        // Clients that know HTTP read no body after HEAD: whatever came would be taken for the next answer.
        String rest = answers.substring(answers.indexOf("\r\n\r\n") + 4);
        assertThat(answers).matches("(?s)HTTP/1.1 (200|204|303|404|405) .*");
        assertThat(rest).matches("(?s)(HTTP/1.1 200 OK\r\n.*)?");
    }

    private static String rawly(String requests) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway().port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-Z_a.z-0.9", "3f29c1b0-0000-4000-8000-000000000000"})
    void aRequestIdThatIsWellFormedIsGivenBack(String id) {
        HttpResponse<String> answer = gateway.post("/jsonrpc", LIST, "X-API-Key", KEY, "X-Request-Id", id);

        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly(id);
    }

    @Test
    void aRequestIdOf128CharactersIsGivenBackAndALongerOneReplaced() {
        assertThat(idFor("a".repeat(128))).isEqualTo("a".repeat(128));
        assertThat(idFor("a".repeat(129))).matches("[A-Za-z0-9._-]{1,128}").doesNotContain("aaaa");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "<script>", "é", "a,b", "../a", "a;b", "%0d%0a"})
    void anyOtherRequestIdIsReplaced(String id) {
        assertThat(idFor(id)).matches("[A-Za-z0-9._-]{1,128}").isNotEqualTo(id);
    }

    @Test
    void theRequestIdOfARefusalIsInItsBody() {
        HttpResponse<String> answer = gateway.post("/jsonrpc", "{", "X-API-Key", KEY, "X-Request-Id", "mine");

        assertThat(Shapes.rpcError(answer.body(), -32700).getJsonObject("data").getString("request_id"))
                .isEqualTo("mine");
    }

    private static String idFor(String offered) {
        return gateway.post("/jsonrpc", LIST, "X-API-Key", KEY, "X-Request-Id", offered).headers()
                .firstValue("X-Request-Id").orElseThrow();
    }
}
