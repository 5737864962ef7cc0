package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.oauth.TokenCalls.assertRefused;
import static dev.codexgateway.oauth.TokenCalls.basic;
import static dev.codexgateway.oauth.TokenCalls.encoded;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;

/** How a confidential client shows by HTTP Basic who it is, and how it fails to. */
class ClientAuthenticationTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> authorizations() {
        String good = basic(CLIENT, CLIENT_SECRET);
        return Stream.of(
                Arguments.of("no credentials", "Basic", "", 401, "invalid_client"),
                Arguments.of("no base64", "Basic ***", "", 401, "invalid_client"),
                Arguments.of("no colon", "Basic " + "Y29kZXg=", "", 401, "invalid_client"),
                Arguments.of("no id", basic("", CLIENT_SECRET), "", 401, "invalid_client"),
                Arguments.of("no secret", basic(CLIENT, ""), "", 401, "invalid_client"),
                Arguments.of("a wrong secret", basic(CLIENT, "wrong"), "", 401, "invalid_client"),
                Arguments.of("a longer secret", basic(CLIENT, CLIENT_SECRET + "x"), "", 401, "invalid_client"),
                Arguments.of("bad percent encoding", basic(CLIENT, "%zz"), "", 401, "invalid_client"),
                Arguments.of("NUL", basic(CLIENT + "\0", "\0"), "", 401, "invalid_client"),
                Arguments.of("another scheme", "Bearer " + CLIENT_SECRET, "", 401, "invalid_client"),
                Arguments.of("two ways", good, "&" + OWN_CREDENTIALS, 400, "invalid_request"),
                Arguments.of("a secret twice", good, "&client_secret=" + CLIENT_SECRET, 400, "invalid_request"),
                Arguments.of("another id in the body", good, "&client_id=other", 400, "invalid_request"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("authorizations")
    @Tag("rfc6749-5.2")
    void aWrongAuthorizationHeaderIsRefusedWithAChallenge(String what, String header, String more, int status,
            String error) {
        HttpResponse<String> response = calls.form("/oauth/token", "grant_type=client_credentials" + more,
                "Authorization", header);

        assertRefused(response, status, error);
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse("Basic")).startsWith("Basic");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    @Tag("rfc6749-2.3.1")
    void aSecretIsAcceptedByBasicFormEncodedAndAsItIs(boolean formEncoded) {
        String secret = "Zm9v+YmFy/b2s==%41 and a space" + formEncoded;
        String id = calls.added(secret);

        HttpResponse<String> response = calls.form("/oauth/token", "grant_type=client_credentials", "Authorization",
                basic(id, formEncoded ? encoded(secret) : secret));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }
}
