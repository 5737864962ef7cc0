package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.oauth.TokenCalls.exchange;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.store.JdbcUsers;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;

/** How long tokens, secrets and approvals are good: until somebody ends them, in this process or in another. */
class TokenLifeTest {
    private static final Duration ELSEWHERE = Duration.ofSeconds(5);
    private static final String GPT = "https://chatgpt.com/aip/g-abc123/oauth/callback";

    @TempDir
    private Path folder;

    @Test
    void aReadOnlyTokenListsAndDoesNotPrompt() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            JsonObject tokens = calls.tokens("&scope=read");

            JsonObject refused = json(calls.rpc(tokens, "conversation.prompt", object("prompt", "hi")).body());

            assertThat(calls.knock(tokens)).isEqualTo(200);
            assertThat(refused.getJsonObject("error").getInt("code")).isEqualTo(-32011);
            assertThat(gateway.upstream().requests()).isEmpty();
        }
    }

    @Test
    void aClientThatActsForItselfIsACallerOfItsOwn() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            String secret = "other-secret-0123456789-0123456789-0123";
            String other = calls.added(secret);
            JsonObject first = calls.granted("grant_type=client_credentials&" + OWN_CREDENTIALS);
            JsonObject second = calls
                    .granted("grant_type=client_credentials&client_id=" + other + "&client_secret=" + secret);
            calls.rpc(first, "conversation.prompt", object("session_id", "s", "prompt", "mine"));

            assertThat(status(calls, second)).isEqualTo("not_found");
            assertThat(status(calls, calls.tokens())).as("not its user's either").isEqualTo("not_found");
            assertThat(status(calls, calls.granted("grant_type=client_credentials&" + OWN_CREDENTIALS)))
                    .isEqualTo("completed");
        }
    }

    @Test
    void twoSecretsAreGoodUntilTheOlderIsDropped() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            String id = calls.added("first");

            calls.onDatabase(database -> new JdbcClients(database).rotate(id, CredentialHash.of("second")));
            assertThat(forItself(calls, id, "first")).isEqualTo(200);
            assertThat(forItself(calls, id, "second")).isEqualTo(200);

            calls.onDatabase(database -> {
                new JdbcClients(database).dropOlder(id);
                return id;
            });
            assertThat(forItself(calls, id, "first")).isEqualTo(401);
            assertThat(forItself(calls, id, "second")).isEqualTo(200);
        }
    }

    @Test
    void theConfiguredClientsOldSecretIsGoodAfterItWasChangedUntilItIsDropped() {
        String changed = "changed-secret-0123456789-0123456789-012";
        try (GatewayFixture before = TokenCalls.gateway().in(folder).start()) {
            assertThat(forItself(new TokenCalls(before), CLIENT, CLIENT_SECRET)).isEqualTo(200);
        }
        for (int start = 0; start < 2; start++) {
            try (GatewayFixture after = TokenCalls.gateway().in(folder).with("OAUTH_CLIENT_SECRET", changed).start()) {
                TokenCalls calls = new TokenCalls(after);
                assertThat(forItself(calls, CLIENT, CLIENT_SECRET)).isEqualTo(200);
                assertThat(forItself(calls, CLIENT, changed)).isEqualTo(200);
            }
        }
        try (GatewayFixture dropped = TokenCalls.gateway().in(folder).with("OAUTH_CLIENT_SECRET", changed).start()) {
            TokenCalls calls = new TokenCalls(dropped);
            calls.onDatabase(database -> {
                new JdbcClients(database).dropOlder(CLIENT);
                return CLIENT;
            });
            assertThat(forItself(calls, CLIENT, CLIENT_SECRET)).isEqualTo(401);
            assertThat(forItself(calls, CLIENT, changed)).isEqualTo(200);
        }
    }

    @Test
    void aWithdrawnApprovalIsAskedForAgain() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            TokenCalls calls = new TokenCalls(gateway);
            Person owner = gateway.person();
            owner.authorize(SignInFlowTest.query(GPT), "owner", OWNER_PASSWORD);
            assertThat(owner.open("/oauth/authorize?" + SignInFlowTest.query(GPT)).callback()).containsKey("code");

            boolean withdrawn = calls.onDatabase(database -> new JdbcClaims(database).withdraw("g-abc123"));
            assertThat(withdrawn).isTrue();

            assertThat(owner.open("/oauth/authorize?" + SignInFlowTest.query(GPT)).shows("/oauth/claim")).isTrue();
        }
    }

    @Test
    void aRemovedUsersTokensAndSessionEnd() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            gateway.addUser("maria", "maria's long password");
            Person maria = gateway.person();
            JsonObject tokens = calls.granted(exchange(TokenCalls.code(maria, CLIENT, "", "maria",
                    "maria's long password")) + "&" + OWN_CREDENTIALS);
            assertThat(calls.knock(tokens)).isEqualTo(200);

            boolean removed = calls.onDatabase(database -> new JdbcUsers(database).remove("maria"));
            assertThat(removed).isTrue();

            assertThat(endsWithin(ELSEWHERE, calls, tokens)).isTrue();
            assertThat(calls.refresh(tokens).statusCode()).isEqualTo(400);
            assertThat(maria.open("/account").shows("/oauth/login")).isTrue();
            assertThat(maria.open("/oauth/authorize?response_type=code&client_id=" + CLIENT + "&redirect_uri="
                    + TokenCalls.encoded(CALLBACK)).shows("/oauth/login")).isTrue();
        }
    }

    @Test
    void whatAnotherProcessRevokesIsRefusedWithinFiveSeconds() {
        try (GatewayFixture one = TokenCalls.gateway().in(folder).start();
                GatewayFixture two = TokenCalls.gateway().in(folder).start()) {
            TokenCalls here = new TokenCalls(one);
            TokenCalls there = new TokenCalls(two);
            JsonObject whole = here.tokens();
            JsonObject access = here.tokens();
            assertThat(there.knock(whole)).isEqualTo(200);
            assertThat(there.knock(access)).isEqualTo(200);

            here.form("/oauth/revoke", "token=" + whole.getString("refresh_token") + "&" + OWN_CREDENTIALS);
            here.form("/oauth/revoke", "token=" + access.getString("access_token") + "&" + OWN_CREDENTIALS);

            assertThat(here.knock(whole)).as("at once where it was revoked").isEqualTo(401);
            assertThat(here.knock(access)).isEqualTo(401);
            assertThat(endsWithin(ELSEWHERE, there, whole)).isTrue();
            assertThat(endsWithin(ELSEWHERE, there, access)).isTrue();
            assertThat(there.refresh(access).statusCode()).as("the grant lives").isEqualTo(200);
        }
    }

    /** Asks until the token is refused: what is believed without asking the database goes by the real time. */
    private static boolean endsWithin(Duration bound, TokenCalls calls, JsonObject tokens) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < deadline) {
            if (calls.knock(tokens) == 401) {
                return true;
            }
        }
        return false;
    }

    private static int forItself(TokenCalls calls, String id, String secret) {
        return calls.form("/oauth/token",
                "grant_type=client_credentials&client_id=" + id + "&client_secret=" + secret).statusCode();
    }

    private static String status(TokenCalls calls, JsonObject tokens) {
        return json(calls.rpc(tokens, "conversation.status", object("session_id", "s")).body())
                .getJsonObject("result").getString("status");
    }
}
