package dev.codexgateway.oauth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/** A person looks after their account with a real browser. Each test is another person. */
class AccountBrowserIT {
    private static final String PASSWORD = "a long first password";
    private static final String CHANGED = "a long second password";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;
    private static Site client;

    private String name;
    private Visitor visitor;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", "http://127.0.0.1/cb").start();
        client = Site.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        client.close();
    }

    @BeforeEach
    void signIn(TestInfo test) {
        name = test.getTestMethod().orElseThrow().getName();
        gateway.addUser(name, PASSWORD);
        visitor = CHROMIUM.visitor(gateway);
        visitor.open("/account");
        visitor.signIn(name, PASSWORD);
    }

    @AfterEach
    void leave() {
        visitor.close();
    }

    @Test
    void anAppIsListedUntilItsAccessIsRevoked() {
        String token = token();
        assertThat(status(token)).isEqualTo(200);
        visitor.open("/account");
        assertThat(visitor.page().locator(".grants li")).hasCount(1);

        visitor.page().locator(".grants button").click();

        assertThat(visitor.page().getByRole(AriaRole.ALERT))
                .hasText("Access is revoked. The app has to ask you again.");
        assertThat(visitor.page().locator(".grants li")).hasCount(0);
        assertThat(status(token)).isEqualTo(401);
        visitor.authorize(callback());
        assertThat(visitor.heading()).containsText("Allow");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void aChangedPasswordIsTheOnlyOneThatOpens() {
        changePassword(PASSWORD, CHANGED, CHANGED);
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasText("Your password is changed.");

        try (Visitor elsewhere = CHROMIUM.visitor(gateway)) {
            elsewhere.open("/oauth/login");
            elsewhere.signIn(name, PASSWORD);
            assertThat(elsewhere.page().getByRole(AriaRole.ALERT)).containsText("wrong");
            elsewhere.signIn(name, CHANGED);
            assertThat(elsewhere.heading()).hasText("Your account");
        }
    }

    @Test
    void aChangedPasswordEndsTheSessionsElsewhere() {
        try (Visitor elsewhere = CHROMIUM.visitor(gateway)) {
            elsewhere.open("/oauth/login");
            elsewhere.signIn(name, PASSWORD);
            changePassword(PASSWORD, CHANGED, CHANGED);
            assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasText("Your password is changed.");

            elsewhere.open("/account");

            assertThat(elsewhere.heading()).hasText("Sign in");
        }
    }

    @Test
    void aPasswordIsNotChangedByMistake() {
        changePassword("not the current one", CHANGED, CHANGED);
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasText(
                "The current password is wrong. Nothing was changed.");
        changePassword(PASSWORD, CHANGED, "mistyped");
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).hasText(
                "The two new passwords differ. Nothing was changed.");
        changePassword(PASSWORD, "short", "short");
        assertThat(visitor.page().getByRole(AriaRole.ALERT)).containsText("too short");
    }

    @Test
    void signingOutLeavesNoSessionBehind() {
        visitor.press("Sign out");

        assertThat(visitor.heading()).hasText("Sign in");
        assertThat(visitor.context().cookies()).noneMatch(cookie -> cookie.name.endsWith("session"));
        visitor.page().goBack();
        assertThat(visitor.page().locator("body")).not().containsText(name);
        visitor.open("/account");
        assertThat(visitor.heading()).hasText("Sign in");
    }

    private void changePassword(String current, String chosen, String repeated) {
        visitor.page().locator("#current").fill(current);
        visitor.page().locator("#new").fill(chosen);
        visitor.page().locator("#repeat").fill(repeated);
        visitor.press("Change password");
    }

    private String callback() {
        return client.url("/cb");
    }

    /** What an app has after this person allowed it. */
    private String token() {
        visitor.authorize(callback());
        visitor.press("Allow");
        String code = visitor.sentBackTo(callback()).get("code");
        return json(gateway.post("/oauth/token",
                Person.encode(Map.of("grant_type", "authorization_code", "client_id", CLIENT, "client_secret",
                        CLIENT_SECRET, "code", code, "redirect_uri", callback())),
                "Content-Type", "application/x-www-form-urlencoded").body()).getString("access_token");
    }

    private static int status(String token) {
        return gateway.post("/jsonrpc", call("conversation.list", object()), "Authorization", "Bearer " + token)
                .statusCode();
    }
}
