package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** What was agreed to, asked for or approved before does not outlive its withdrawal. */
class WithdrawalTest {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-abc123/oauth/callback";
    private static final String FORM = "application/x-www-form-urlencoded";
    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        gateway = GatewayFixture.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aConsentWhoseGrantEndedIsWithdrawnOnTheAccountPage() {
        Person owner = gateway.person();
        String code = owner.authorize(SignInFlowTest.query(CALLBACK), "owner", OWNER_PASSWORD).callback().get("code");
        String tokens = gateway
                .post("/oauth/token", Person.encode(Map.of("grant_type", "authorization_code", "client_id", CLIENT,
                        "client_secret", CLIENT_SECRET, "code", code, "redirect_uri", CALLBACK)), "Content-Type", FORM)
                .body();
        gateway.post("/oauth/revoke", Person.encode(Map.of("client_id", CLIENT, "client_secret", CLIENT_SECRET, "token",
                json(tokens).getString("refresh_token"))), "Content-Type", FORM);

        owner.submit(owner.open("/account"), "/account/revoke");

        assertThat(owner.open("/oauth/authorize?" + SignInFlowTest.query(CALLBACK)).shows("/oauth/consent")).isTrue();
    }

    @Test
    void aCallbackThatWasWithdrawnMeanwhileIsNotAnswered() {
        gateway.person().authorize(SignInFlowTest.query(CALLBACK), "owner", OWNER_PASSWORD);
        gateway.addUser("maria", "maria's long password");
        Person maria = gateway.person();
        Seen consent = maria.signIn(maria.open("/oauth/authorize?" + SignInFlowTest.query(CALLBACK)), "maria",
                "maria's long password");
        try (Database database = Database.open(gateway.gateway().settings().database())) {
            new JdbcClaims(database).withdraw("g-abc123");
        }

        Seen answer = maria.submit(consent, "/oauth/consent", "decision", "allow");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.location()).isEmpty();
    }

    @Test
    void aDemandToSignInAgainCannotBeWalkedAround() {
        Person owner = gateway.person();
        owner.authorize(SignInFlowTest.query(CALLBACK), "owner", OWNER_PASSWORD);
        Seen login = owner.open("/oauth/authorize?" + SignInFlowTest.query(CALLBACK) + "&prompt=login");

        assertThat(owner.open("/oauth/consent?" + login.uri().getRawQuery()).shows("/oauth/login")).isTrue();
        assertThat(owner.signIn(login, "owner", OWNER_PASSWORD).callback()).containsKey("code");
    }

    @Test
    void anAppWithASchemeOfItsOwnGetsItsCode() {
        String client = json(gateway.post("/oauth/register", "{\"redirect_uris\":[\"com.example.app:/cb\"]}").body())
                .getString("client_id");

        Seen back = gateway.person()
                .authorize("response_type=code&client_id=" + client + "&redirect_uri=com.example.app:/cb"
                        + "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                        "owner", OWNER_PASSWORD);

        assertThat(back.location().orElseThrow()).startsWith("com.example.app:/cb?code=");
    }
}
