package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person.Seen;

/** Trial mode: exactly the early prototype's flow, for the configured client and nobody else. */
class AutoApproveTest {
    private static final String LOCAL = "http://localhost:3000/callback";
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().with("OAUTH_AUTO_APPROVE", "true").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL, "http://127.0.0.1:51789/cb", "https://chatgpt.com/aip/g-new1/oauth/callback",
            "https://chat.openai.com/aip/g-new2/oauth/callback"})
    void aCodeComesAtOnceAndAJsonCallTurnsItIntoTokens(String callback) {
        HttpResponse<String> redirect = gateway.get(authorize(CLIENT, callback) + "&state=xyz");
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location").orElseThrow()).startsWith(callback + "?code=cgw_ac_");
        assertThat(redirect.headers().firstValue("Cache-Control")).contains("no-store");
        Map<String, String> back = new Seen(redirect.uri(), redirect).callback();
        assertThat(back).containsEntry("state", "xyz").containsEntry("iss",
                gateway.gateway().publicUrl().toString());

        HttpResponse<String> answer = gateway.post("/oauth/token", object("grant_type", "authorization_code", "code",
                back.get("code"), "redirect_uri", callback, "client_id", CLIENT, "client_secret", CLIENT_SECRET)
                .toString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonObject tokens = json(answer.body());
        assertThat(tokens.getString("scope")).isEqualTo("read write");
        assertThat(calls.knock(tokens)).isEqualTo(200);
    }

    @Test
    void itActsAsTheOwnerWhoSignsIn() {
        JsonObject trial = tokens("");
        calls.rpc(trial, "conversation.prompt", object("session_id", "trial", "prompt", "hi"));

        assertThat(json(calls.form("/oauth/introspect",
                "token=" + trial.getString("access_token") + "&" + TokenCalls.OWN_CREDENTIALS).body())
                .getString("username"))
                .isEqualTo("owner");
        assertThat(json(calls.rpc(tokens(""), "conversation.status", object("session_id", "trial")).body())
                .getJsonObject("result").getString("status")).isEqualTo("completed");
    }

    @Test
    void adminIsNeverGiven() {
        HttpResponse<String> refused = gateway.get(authorize(CLIENT, LOCAL) + "&scope=read+admin");

        assertThat(new Seen(refused.uri(), refused).callback()).containsEntry("error", "invalid_scope")
                .doesNotContainKey("code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example.com/cb", "https://chatgpt.com/aip/x/oauth/callback",
            "http://localhost.evil.example.com/cb", "http://192.168.0.1/cb", "http://localhost@evil.example.com/cb",
            "https://chatgpt.com/aip/g-a/oauth/callback#x", "http://localhost:3000/../cb"})
    void anotherCallbackIsAnErrorPage(String callback) {
        Seen seen = gateway.person().open(authorize(CLIENT, callback));

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.location()).isEmpty();
    }

    @Test
    void everyOtherClientStillHasItsUserSignInAndConsent() {
        String id = calls.registered().getString("client_id");
        var owner = gateway.person();

        Seen login = owner.open(authorize(id, CALLBACK) + TokenCalls.CHALLENGE);
        assertThat(login.shows("/oauth/login")).isTrue();
        assertThat(owner.signIn(login, "owner", OWNER_PASSWORD).shows("/oauth/consent")).isTrue();
        assertThat(owner.open(authorize(id, LOCAL) + TokenCalls.CHALLENGE).status()).isEqualTo(400);
    }

    @Test
    void healthWarnsOfIt() {
        assertThat(gateway.get("/health").body()).contains("auto_approve");
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsOffUnlessAskedFor() {
        try (GatewayFixture usual = GatewayFixture.start()) {
            assertThat(usual.get("/health").body()).doesNotContain("auto_approve");
            assertThat(usual.person().open(authorize(CLIENT, LOCAL)).status()).isEqualTo(400);
            assertThat(usual.person().open(authorize(CLIENT, "https://chatgpt.com/aip/g-x/oauth/callback"))
                    .shows("/oauth/login")).isTrue();
        }
    }

    private static JsonObject tokens(String more) {
        HttpResponse<String> redirect = gateway.get(authorize(CLIENT, LOCAL) + more);
        return calls.granted("grant_type=authorization_code&code="
                + new Seen(redirect.uri(), redirect).callback().get("code") + "&redirect_uri="
                + TokenCalls.encoded(LOCAL) + "&" + TokenCalls.OWN_CREDENTIALS);
    }

    private static String authorize(String client, String callback) {
        return "/oauth/authorize?response_type=code&client_id=" + client + "&redirect_uri="
                + TokenCalls.encoded(callback);
    }
}
