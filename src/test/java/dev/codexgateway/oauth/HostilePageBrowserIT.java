package dev.codexgateway.oauth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

import jakarta.json.Json;

import com.microsoft.playwright.Frame;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/** What other people's pages try with the browser of somebody who is signed in, and what a real browser makes of it. */
class HostilePageBrowserIT {
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;

    private Site client;
    private Visitor visitor;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", "http://127.0.0.1/cb").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        client = Site.start();
        visitor = CHROMIUM.visitor(gateway);
    }

    @AfterEach
    void leave() {
        visitor.close();
        client.close();
    }

    @Test
    @Tag("rfc9700-4.16")
    void aPageThatFramesOursShowsNothingOfIt() {
        client.with("/trap", "<iframe src='" + gateway.url("/oauth/login") + "'></iframe>");

        visitor.page().navigate(client.url("/trap"));

        Frame frame = visitor.page().frames().get(1);
        frame.waitForLoadState();
        assertThat(frame.locator("input")).hasCount(0);
        assertThat(frame.url()).startsWith("chrome-error:");
        assertThat(visitor.complaints()).anyMatch(line -> line.contains("frame-ancestors"));
    }

    /** The same computer by another name is another site, whose posts carry no cookies; by the same name they do. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    @Tag("rfc9700-4.7")
    void anotherPageCannotConsentInAPersonsName(String host) {
        visitor.authorize(client.url("/cb"));
        visitor.signIn("owner", OWNER_PASSWORD);
        assertThat(visitor.heading()).containsText("Allow");
        String request = URI.create(visitor.page().url()).getQuery().replace("request=", "");
        try (Site attacker = Site.on(host)) {
            attacker.with("/trap",
                    """
                    <form method="post" action="%s"><input name="request" value="%s"><input name="csrf" value="guessed">
                    <button name="decision" value="allow">Win a prize</button></form>
                    """.formatted(gateway.url("/oauth/consent"), request));
            visitor.page().navigate(attacker.url("/trap"));
            visitor.press("Win a prize");
        }

        assertThat(visitor.heading()).hasText("This form could not be verified");
        assertThat(visitor.page().locator(".reference")).containsText("403");
        assertThat(client.visits()).isEmpty();
    }

    @Test
    void ourPagesRunNoScriptAndPostNowhereElse() {
        visitor.open("/oauth/login");

        Object ran = visitor.page().evaluate("""
                                             () => {
                                               const script = document.createElement('script');
                                               script.textContent = 'window.ran = true';
                                               document.head.append(script);
                                               return window.ran === true;
                                             }""");
        visitor.page().evaluate("url => document.querySelector('form').action = url", client.url("/stolen"));
        visitor.page().evaluate("() => document.querySelector('form').submit()");
        visitor.page().waitForCondition(() -> visitor.complaints().stream().anyMatch(l -> l.contains("form-action")));

        assertThat(ran).isEqualTo(false);
        assertThat(visitor.path()).isEqualTo("/oauth/login");
        assertThat(client.visits()).isEmpty();
    }

    @Test
    void noScriptSeesTheSession() {
        visitor.open("/oauth/login");
        visitor.signIn("owner", OWNER_PASSWORD);
        assertThat(visitor.heading()).hasText("Your account");

        assertThat(visitor.context().cookies()).hasSize(2).allMatch(cookie -> cookie.httpOnly);
        assertThat(visitor.page().evaluate("() => document.cookie")).isEqualTo("");
    }

    @Test
    void markupInAClientsNameIsShownAsText() {
        String name = "<img src=x onerror=alert(1)><b>Bold</b>";
        String id = json(gateway.post("/oauth/register", object("client_name", name, "redirect_uris",
                Json.createArrayBuilder().add(client.url("/cb")).build()).toString()).body()).getString("client_id");

        visitor.authorize(id, client.url("/cb"), "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                "code_challenge_method", "S256");
        visitor.signIn("owner", OWNER_PASSWORD);

        assertThat(visitor.page().locator("main")).containsText(name);
        assertThat(visitor.page().locator("main img, main b")).hasCount(0);
        visitor.press("Allow");
        assertThat(visitor.sentBackTo(client.url("/cb"))).containsKey("code");
        assertThat(visitor.complaints()).isEmpty();
    }
}
