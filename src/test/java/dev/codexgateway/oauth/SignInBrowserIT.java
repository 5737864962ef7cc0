package dev.codexgateway.oauth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;

import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/** A person signs in and consents with a real browser. Each test is another client of the person's: it has its own port. */
class SignInBrowserIT {
    private static final String MARIA_PASSWORD = "maria's long password";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;

    private Site client;
    private Visitor visitor;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder()
                .with("OAUTH_REDIRECT_URIS", "http://127.0.0.1/cb,http://[::1]/cb").start();
        gateway.addUser("maria", MARIA_PASSWORD);
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
    void whoeverSignsInAndAllowsIsSentBackWithACode() {
        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Allow");

        assertThat(visitor.sentBackTo(callback())).containsKey("code").containsEntry("state", "as sent")
                .containsEntry("iss", gateway.gateway().publicUrl().toString());
        assertThat(client.visits()).as("nothing is sent twice").hasSize(1);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void whoeverDeniesIsSentBackWithAccessDenied() {
        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Deny");

        assertThat(visitor.sentBackTo(callback())).containsEntry("error", "access_denied").doesNotContainKey("code");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsToldAndTheNameKept() {
        visitor.authorize(callback());
        visitor.signIn("owner", "a wrong password");

        assertThat(visitor.page().getByRole(AriaRole.ALERT))
                .hasText("The username or the password is wrong.");
        assertThat(visitor.page().getByLabel("Username")).hasValue("owner");
        assertThat(visitor.page().getByLabel("Password")).hasValue("");
        assertThat(visitor.page().getByLabel("Password")).isFocused();

        visitor.page().keyboard().type(OWNER_PASSWORD);
        visitor.page().keyboard().press("Enter");
        visitor.press("Allow");
        assertThat(visitor.sentBackTo(callback())).containsKey("code");
    }

    @Test
    void aPageLeftOpenTooLongHasExpired() {
        visitor.authorize(callback());
        gateway.clock().advance(Duration.ofMinutes(31));

        visitor.signIn("owner", OWNER_PASSWORD);

        assertThat(visitor.heading()).hasText("This page has expired");
        assertThat(client.visits()).isEmpty();
    }

    @Test
    void aConsentIsRememberedSoThatSigningInLeadsStraightBack() {
        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Allow");
        visitor.sentBackTo(callback());
        visitor.context().clearCookies();

        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        assertThat(visitor.sentBackTo(callback())).containsKey("code");

        visitor.authorize(callback());
        assertThat(visitor.sentBackTo(callback())).containsKey("code");
        assertThat(client.visits()).hasSize(3);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void theKeyboardIsEnough() {
        visitor.authorize(callback());
        assertThat(visitor.page().getByLabel("Username")).isFocused();
        visitor.page().keyboard().type("owner");
        visitor.page().keyboard().press("Tab");
        visitor.page().keyboard().type(OWNER_PASSWORD);
        visitor.page().keyboard().press("Tab");
        assertThat(focusRing()).isEqualTo("Sign in: solid");
        visitor.page().keyboard().press("Enter");
        assertThat(visitor.heading()).containsText("Allow");

        visitor.page().keyboard().press("Tab");
        assertThat(focusRing()).isEqualTo("Allow: solid");
        visitor.page().keyboard().press("Enter");

        assertThat(visitor.sentBackTo(callback())).containsKey("code");
    }

    @Test
    void noScriptIsNeeded() {
        try (Visitor plain = CHROMIUM.visitor(gateway, options -> options.setJavaScriptEnabled(false))) {
            plain.authorize(callback());
            plain.signIn("owner", OWNER_PASSWORD);
            plain.press("Allow");

            assertThat(plain.sentBackTo(callback())).containsKey("code");
        }
    }

    @Test
    void aBrazilianIsSpokenToInPortuguese() {
        try (Visitor brazilian = CHROMIUM.visitor(gateway, options -> options.setLocale("pt-BR"))) {
            brazilian.authorize(callback());
            assertThat(brazilian.page().locator("html")).hasAttribute("lang", "pt-BR");
            assertThat(brazilian.heading()).hasText("Entrar");
            brazilian.signIn("owner", OWNER_PASSWORD);
            brazilian.press("Permitir");

            assertThat(brazilian.sentBackTo(callback())).containsKey("code");
        }
    }

    @Test
    void somebodyElseCanTakeOverAtTheConsentPage() {
        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Not you? Sign in as somebody else");
        visitor.signIn("maria", MARIA_PASSWORD);

        assertThat(visitor.page().locator("dl")).containsText("maria");
    }

    @Test
    void signingInAgainReplacesTheSession() {
        visitor.open("/oauth/login");
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.authorize(CLIENT, callback(), "prompt", "login");
        visitor.signIn("maria", MARIA_PASSWORD);
        assertThat(visitor.page().locator("dl")).containsText("maria");

        visitor.open("/account");

        assertThat(visitor.page().locator(".person")).containsText("maria");
    }

    @Test
    void goingBackAfterTheAnswerShowsThatItIsOver() {
        visitor.authorize(callback());
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Allow");
        visitor.sentBackTo(callback());

        visitor.page().goBack();

        assertThat(visitor.heading()).hasText("This page has expired");
    }

    @Test
    @Tag("rfc8252-7.3")
    void anAppOnTheIpv6LoopbackIsCalledBack() throws IOException {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null,
                "skipped: there is no IPv6 loopback");
        try (Site app = Site.on("::1")) {
            visitor.authorize(app.url("/cb"));
            visitor.signIn("owner", OWNER_PASSWORD);
            visitor.press("Allow");

            assertThat(visitor.sentBackTo(app.url("/cb"))).containsKey("code");
            assertThat(visitor.complaints()).isEmpty();
        }
    }

    private String callback() {
        return client.url("/cb");
    }

    /** What has the focus, and the line around it. */
    private Object focusRing() {
        return visitor.page().evaluate("() => document.activeElement.textContent + ': '"
                + " + getComputedStyle(document.activeElement).outlineStyle");
    }
}
