package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.oauth.TokenCalls.CHALLENGE;
import static dev.codexgateway.oauth.TokenCalls.VERIFIER;
import static dev.codexgateway.oauth.TokenCalls.assertRefused;
import static dev.codexgateway.oauth.TokenCalls.encoded;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** Clients that describe themselves (OAuth Client ID Metadata Document), over HTTP. */
class DescribedClientTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    private DescribedClient client;
    private final Person owner = gateway.person();

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void publish() {
        client = new DescribedClient().publish();
        // What the test before asked for does not count against this one.
        gateway.clock().advance(Duration.ofMinutes(2));
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void aPersonSeesWhoItIsAndAgrees() {
        Seen consent = consent();

        assertThat(consent.html()).contains("Allow An app to use Codex Gateway?", ">app.example.com<", "Described by",
                ">127.0.0.1<");
        Seen back = owner.submit(consent, "/oauth/consent", "decision", "allow");
        assertThat(back.callback()).containsKey("code").containsEntry("iss", issuer());

        JsonObject tokens = calls.granted(exchange(back));
        assertThat(calls.knock(tokens)).isEqualTo(200);
    }

    @Test
    void nothingOfItIsKeptBeforeSomebodyAgreed() {
        Seen consent = consent();
        assertThat(kept()).isEmpty();

        owner.submit(consent, "/oauth/consent", "decision", "deny");
        assertThat(kept()).isEmpty();
        assertRefused(
                calls.form("/oauth/token", TokenCalls.exchange("cgw_ac_x") + "&client_id=" + encoded(client.id())),
                401, "invalid_client");

        owner.submit(consent(), "/oauth/consent", "decision", "allow");
        assertThat(kept()).map(Client::kind).contains(Client.Kind.METADATA);
    }

    @Test
    void itsGrantsOutliveItsDocumentAndNewOnesDoNot() {
        JsonObject tokens = granted();
        client.leave();
        gateway.clock().advance(Duration.ofDays(1).plusSeconds(1));

        JsonObject refreshed = calls.granted(refresh(tokens));

        assertThat(calls.knock(refreshed)).isEqualTo(200);
        assertThat(owner.open(authorize()).status()).isEqualTo(400);
        assertThat(owner.open(authorize()).html()).contains("This app could not be checked");
    }

    @Test
    void oneThatCallsItselfOtherwiseThanItsAddressIsRefused() {
        granted();
        client.publish("client_id", "https://app.example.com/other.json");
        gateway.clock().advance(Duration.ofHours(1));

        assertThat(owner.open(authorize()).status()).isEqualTo(400);
    }

    @Test
    void aYesIsRememberedUntilItsCallbacksChange() {
        granted();
        assertThat(owner.open(authorize()).callback()).containsKey("code");

        client.publish("redirect_uris",
                Json.createArrayBuilder(List.of(CALLBACK, "https://app.example.com/2")).build());
        gateway.clock().advance(Duration.ofHours(1));

        Seen again = owner.open(authorize());
        assertThat(again.shows("/oauth/consent")).isTrue();
        owner.submit(again, "/oauth/consent", "decision", "allow");
        assertThat(owner.open(authorize()).callback()).containsKey("code");
    }

    @Test
    void aCallbackThatItDoesNotNameIsNoneOfIts() {
        Seen refused = owner.open(authorize().replace(encoded(CALLBACK), encoded("https://app.example.com/other")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.location()).isEmpty();
    }

    @Test
    void itMustUsePkce() {
        Seen refused = owner.open(authorize().replace(CHALLENGE, ""));

        assertThat(refused.callback()).containsEntry("error", "invalid_request").containsEntry("iss", issuer());
    }

    @Test
    void oneOnLoopbackIsWarnedOfAndAskedForEachTime() {
        client.publish("client_name", "Codex", "redirect_uris",
                Json.createArrayBuilder(List.of("http://127.0.0.1/callback/4-bzS8rt42zJ")).build());
        String request = authorize().replace(encoded(CALLBACK), encoded("http://127.0.0.1:4711/callback/4-bzS8rt42zJ"));

        Seen consent = open(request);
        assertThat(consent.html()).contains("any program here can pose as it", "calls itself “Codex”",
                "Allow an app on this computer to use Codex Gateway?");
        assertThat(owner.submit(consent, "/oauth/consent", "decision", "allow").callback()).containsKey("code");
        assertThat(owner.open(request).shows("/oauth/consent")).isTrue();
    }

    @Test
    void oneThatPosesIsShownForWhatItIs() {
        client.publish("client_name", "ChatGPT");

        assertThat(consent().html()).contains("Allow app.example.com to use Codex Gateway?",
                "This app calls itself “ChatGPT”, but it sends you back to app.example.com")
                .doesNotContain("Allow ChatGPT");
    }

    @Test
    void itCannotActForItselfNorAskForAdmin() {
        granted();

        assertRefused(calls.form("/oauth/token", "grant_type=client_credentials&client_id=" + encoded(client.id())),
                400,
                "unauthorized_client");
        assertThat(owner.open(authorize() + "&scope=admin").callback()).containsEntry("error", "invalid_scope");
    }

    @Test
    void aSecretIsNoneOfIts() {
        granted();

        assertRefused(calls.form("/oauth/token", "grant_type=refresh_token&refresh_token=x&client_secret=x&client_id="
                + encoded(client.id())), 401, "invalid_client");
    }

    @Test
    void whoIsRemovedIsAskedAboutAnew() {
        JsonObject tokens = granted();

        calls.onDatabase(database -> new JdbcClients(database).remove(client.id()));

        assertThat(calls.form("/oauth/token", refresh(tokens)).statusCode()).isEqualTo(401);
        assertThat(owner.open(authorize()).shows("/oauth/consent")).isTrue();
    }

    @Test
    void theAccountPageSaysWhereItLeads() {
        client.publish("client_name", "ChatGPT");
        granted();

        assertThat(owner.open("/account").html()).contains("ChatGPT (app.example.com)");
    }

    private JsonObject granted() {
        return calls.granted(exchange(owner.submit(consent(), "/oauth/consent", "decision", "allow")));
    }

    private Seen consent() {
        Seen seen = open(authorize());
        assertThat(seen.shows("/oauth/consent")).as(seen.html()).isTrue();
        return seen;
    }

    private Seen open(String request) {
        Seen seen = owner.open(request);
        return seen.shows("/oauth/login") ? owner.signIn(seen, "owner", OWNER_PASSWORD) : seen;
    }

    private String authorize() {
        return "/oauth/authorize?response_type=code&client_id=" + encoded(client.id()) + "&redirect_uri="
                + encoded(CALLBACK) + CHALLENGE;
    }

    private String exchange(Seen back) {
        return TokenCalls.exchange(back.callback().get("code")) + "&code_verifier=" + VERIFIER + "&client_id="
                + encoded(client.id());
    }

    private String refresh(JsonObject tokens) {
        return "grant_type=refresh_token&refresh_token=" + tokens.getString("refresh_token") + "&client_id="
                + encoded(client.id());
    }

    private Optional<Client> kept() {
        return calls.onDatabase(database -> new JdbcClients(database).find(client.id()));
    }

    private static String issuer() {
        return gateway.gateway().publicUrl().toString();
    }
}
