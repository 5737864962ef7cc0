package dev.codexgateway.access;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** The credential of a request over HTTP (RFC 6750, CONTRACT: Who is calling). */
class CredentialsTest {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"conversation.list\"}";
    private static final String NOT_JSON = "{";
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
    @ValueSource(strings = {"X-API-Key: " + KEY, "x-api-key: " + KEY, "Authorization: Bearer " + KEY,
            "authorization: bearer " + KEY, "Authorization: BEARER   " + KEY,
            "X-API-Key: " + KEY + "|Authorization: Basic dXNlcjpwYXNz"})
    void aGoodCredentialIsTakenEitherWay(String headers) {
        assertThat(post(LIST, headers).body()).contains("\"result\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-None: x", "Authorization: Basic dXNlcjpwYXNz", "Authorization: Digest a=b",
            "Authorization: " + KEY, "Authorization: Bearer" + KEY, "Authorization: ", "Cookie: key=" + KEY,
            "X-Api-Token: " + KEY})
    void whereNoneIsPresentedTheChallengeNamesNoError(String headers) {
        HttpResponse<String> answer = post(NOT_JSON, headers);

        Shapes.problem(answer, 401, "unauthenticated");
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(challenge());
    }

    static Stream<String> wrong() {
        return Stream.of("X-API-Key: wrong", "X-API-Key: ", "X-API-Key: " + KEY + "x",
                "X-API-Key: " + KEY.substring(1), "X-API-Key: " + KEY.toUpperCase(java.util.Locale.ROOT),
                "X-API-Key: Bearer " + KEY, "X-API-Key: " + KEY + "," + KEY,
                "X-API-Key: cgw_key_" + "A".repeat(43), "X-API-Key: " + "x".repeat(9_000), "Authorization: Bearer",
                "Authorization: Bearer ", "Authorization: Bearer wrong", "Authorization: Bearer " + KEY + " x",
                "Authorization: Bearer ' OR '1'='1");
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongOneIsAnInvalidTokenBeforeTheBodyIsLookedAt(String headers) {
        HttpResponse<String> answer = post(NOT_JSON, headers);

        Shapes.problem(answer, 401, "unauthenticated");
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly(challenge() + ", error=\"invalid_token\"");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-API-Key: " + KEY + "|Authorization: Bearer " + KEY,
            "X-API-Key: " + KEY + "|X-API-Key: " + KEY, "X-API-Key: " + KEY + "|X-API-Key: wrong",
            "Authorization: Bearer " + KEY + "|Authorization: Bearer wrong",
            "X-API-Key: " + KEY + "|Authorization: Bearer", "X-API-Key: |Authorization: Bearer " + KEY})
    void twoAreABadRequestThoughEachMayBeGood(String headers) {
        HttpResponse<String> answer = post(LIST, headers);

        Shapes.problem(answer, 400, "invalid-params");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Test
    void theChallengeNamesThePublicUrl() {
        try (GatewayFixture named = GatewayFixture.builder().with("PUBLIC_URL", "https://gateway.example.com/")
                .start()) {
            assertThat(named.post("/jsonrpc", LIST).headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer resource_metadata="
                            + "\"https://gateway.example.com/.well-known/oauth-protected-resource\"");
        }
    }

    @Test
    void aRefusalIsAuditedWithoutTheCredential() throws Exception {
        String wrong = "a-wrong-credential-that-nobody-else-sends";

        String id = UUID.randomUUID().toString();
        gateway.post("/jsonrpc", LIST, "X-API-Key", wrong, "X-Request-Id", id);

        String log = Files.readString(GatewayFixture.LOG);
        assertThat(log.lines().filter(line -> line.contains(id) && line.contains("audit: auth refused")))
                .hasSize(1).first().asString().contains("method=api_key", "address=127.0.0.1");
        assertThat(log).doesNotContain(wrong);
    }

    private static String challenge() {
        return "Bearer resource_metadata=\"" + gateway.gateway().publicUrl()
                + "/.well-known/oauth-protected-resource\"";
    }

    private static HttpResponse<String> post(String body, String headers) {
        HttpRequest.Builder request = gateway.request("/jsonrpc").POST(BodyPublishers.ofString(body));
        for (String header : headers.split("\\|")) {
            int colon = header.indexOf(':');
            request.header(header.substring(0, colon), header.substring(colon + 2));
        }
        return gateway.send(request.build());
    }
}
