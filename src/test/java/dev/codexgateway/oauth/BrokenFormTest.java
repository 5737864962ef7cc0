package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

/** Forms that do not arrive whole, are larger than any, or come without end. */
class BrokenFormTest {
    private static final String AUTHORIZE = "/oauth/authorize?response_type=code&client_id=" + CLIENT
            + "&redirect_uri=https://app.example.com/cb";
    private static final int PARKED_A_MINUTE = 1_500;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", "https://app.example.com/cb").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/login", "/oauth/consent",
            "/account/revoke"})
    void aChunkWithoutASizeIsTheCallersFault(String path) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(head(path) + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");

            Received answer = caller.receive();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("Connection", "close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/login"})
    void aFormThatIsTooLargeIsRefusedBeforeItIsSent(String path) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(head(path) + "Content-Length: 10000000\r\nExpect: 100-continue\r\n\r\n");

            Received answer = caller.receive();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(caller.ended()).isTrue();
        }
    }

    @Test
    void oneAddressCannotParkRequestsWithoutEnd() {
        for (int i = 0; i < PARKED_A_MINUTE; i++) {
            assertThat(gateway.get(AUTHORIZE).statusCode()).isEqualTo(303);
        }

        var refused = gateway.get(AUTHORIZE);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        gateway.clock().advance(Duration.ofSeconds(61));
        assertThat(gateway.get(AUTHORIZE).statusCode()).isEqualTo(303);
    }

    private static String head(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    }
}
