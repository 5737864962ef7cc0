package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.oauth.TokenCalls.VERIFIER;
import static dev.codexgateway.oauth.TokenCalls.assertRefused;
import static dev.codexgateway.oauth.TokenCalls.exchange;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** Revocation and introspection: of one's own tokens, and of what is none of one's business. */
class ForeignTokenTest {
    private static final String OTHER_SECRET = "other-secret-0123456789-0123456789-0123";
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    private static String publicClient;
    private static String other;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().start();
        calls = new TokenCalls(gateway);
        publicClient = "client_id=" + calls.registered().getString("client_id");
        other = "client_id=" + calls.added(OTHER_SECRET) + "&client_secret=" + OTHER_SECRET;
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Tag("rfc7662-2.2")
    void aClientLearnsWhatItsOwnTokensAre() {
        JsonObject tokens = calls.tokens("&scope=read");

        JsonObject access = introspected(tokens.getString("access_token"), OWN_CREDENTIALS);
        JsonObject refresh = introspected(tokens.getString("refresh_token"), OWN_CREDENTIALS);

        assertThat(List.of(access, refresh)).allSatisfy(known -> {
            assertThat(known.getBoolean("active")).isTrue();
            assertThat(known.getString("scope")).isEqualTo("read");
            assertThat(known.getString("client_id")).isEqualTo(CLIENT);
            assertThat(known.getString("sub")).startsWith("user:");
            assertThat(known.getString("aud")).isEqualTo(gateway.gateway().publicUrl().toString());
        });
        assertThat(access.getString("username")).isEqualTo("owner");
        assertThat(access.getInt("exp")).isEqualTo(gateway.clock().instant().plusSeconds(3600).getEpochSecond());
    }

    @Test
    @Tag("rfc7662-2.2")
    void aTokenIsAsOldAsItselfAndNotAsItsGrant() {
        JsonObject first = calls.tokens();
        gateway.clock().advance(Duration.ofMinutes(10));
        long now = gateway.clock().instant().getEpochSecond();

        JsonObject second = json(calls.refresh(first).body());

        assertThat(introspected(first.getString("access_token"), OWN_CREDENTIALS).getInt("iat")).isEqualTo(now - 600);
        for (String token : List.of("access_token", "refresh_token")) {
            assertThat(introspected(second.getString(token), OWN_CREDENTIALS).getInt("iat")).as(token).isEqualTo(now);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token"})
    void anotherClientLearnsNothingAndEndsNothing(String kind) {
        JsonObject tokens = calls.tokens();
        String token = tokens.getString(kind);

        assertThat(introspected(token, other)).hasSize(1);
        assertThat(introspected(token, other).getBoolean("active")).isFalse();
        for (String credentials : List.of(other, publicClient)) {
            HttpResponse<String> revoked = calls.form("/oauth/revoke", "token=" + token + "&" + credentials);
            assertThat(revoked.statusCode()).as("an unknown token is no error either").isEqualTo(200);
            assertThat(revoked.body()).isEqualTo("{}");
        }
        assertThat(calls.knock(tokens)).isEqualTo(200);
        assertThat(calls.refresh(tokens).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "cgw_at_", "cgw_rt_", "cgw_rt_%00", "cgw_ac_x", "%F0%9F%94%91", "'%20OR%201=1"})
    void whatIsNoTokenIsInactiveAndRevokedWithoutAWord(String token) {
        assertThat(introspected(token, OWN_CREDENTIALS).getBoolean("active")).isFalse();
        assertThat(calls.form("/oauth/revoke", "token=" + token + "&" + OWN_CREDENTIALS).body()).isEqualTo("{}");
    }

    @Test
    void aCodeIsNoTokenToIntrospectOrRevoke() {
        String code = calls.code(CLIENT, "");

        assertThat(calls.active(code)).isFalse();
        calls.form("/oauth/revoke", "token=" + code + "&" + OWN_CREDENTIALS);

        assertThat(calls.granted(exchange(code) + "&" + OWN_CREDENTIALS)).isNotEmpty();
    }

    @Test
    void aTokenThatWasUsedUpOrHasEndedIsInactive() {
        JsonObject first = calls.tokens();
        JsonObject second = json(calls.refresh(first).body());
        assertThat(calls.active(first.getString("refresh_token"))).isFalse();
        assertThat(calls.active(first.getString("access_token"))).isTrue();

        calls.form("/oauth/revoke", "token=" + second.getString("refresh_token") + "&" + OWN_CREDENTIALS);

        for (JsonObject tokens : List.of(first, second)) {
            assertThat(calls.active(tokens.getString("access_token"))).isFalse();
            assertThat(calls.active(tokens.getString("refresh_token"))).isFalse();
        }
    }

    @Test
    void aPublicClientRevokesItsOwnTokensAndIntrospectsNone() {
        JsonObject tokens = calls.granted(exchange(calls.code(publicClient.substring(10), TokenCalls.CHALLENGE))
                + "&code_verifier=" + VERIFIER + "&" + publicClient);

        assertRefused(calls.form("/oauth/introspect", "token=" + tokens.getString("access_token") + "&" + publicClient),
                400, "unauthorized_client");
        calls.form("/oauth/revoke", "token=" + tokens.getString("refresh_token") + "&" + publicClient);

        assertThat(calls.knock(tokens)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/revoke", "/oauth/introspect"})
    void whoIsNoClientIsRefused(String path) {
        String token = "token=" + calls.tokens().getString("access_token");

        assertRefused(calls.form(path, token), 401, "invalid_client");
        assertRefused(calls.form(path, token + "&client_id=" + CLIENT), 401, "invalid_client");
        assertRefused(calls.form(path, token + "&client_id=" + CLIENT + "&client_secret=wrong"), 401, "invalid_client");
        assertRefused(calls.form(path, OWN_CREDENTIALS), 400, "invalid_request");
        assertRefused(calls.form(path, token + "&" + token + "&" + OWN_CREDENTIALS), 400, "invalid_request");
        assertRefused(gateway.post(path, "{\"token\":[]}"), 400, "invalid_request");
    }

    private static JsonObject introspected(String token, String credentials) {
        HttpResponse<String> response = calls.form("/oauth/introspect", "token=" + token + "&" + credentials);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        return json(response.body());
    }
}
