package dev.codexgateway.oauth;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Visitor;

/** The owner, and others, meet a GPT that was never here before, with a real browser. Each test is another GPT. */
class ClaimBrowserIT {
    private static final String MARIA_PASSWORD = "maria's long password";

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;

    private Visitor visitor;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        gateway.addUser("maria", MARIA_PASSWORD);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void open() {
        visitor = CHROMIUM.visitor(gateway);
    }

    @AfterEach
    void leave() {
        visitor.close();
    }

    @Test
    void theOwnerApprovesTheGptConsentsAndIsSentBackToChatGpt() {
        visitor.authorize(callback("g-first"));
        visitor.signIn("owner", OWNER_PASSWORD);
        assertThat(visitor.page().locator("dl")).containsText("g-first");
        visitor.press("Approve this GPT");
        visitor.press("Allow");

        assertThat(visitor.sentBackTo(callback("g-first"))).containsKey("code").containsEntry("state", "as sent");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void anybodyElseIsToldToAskTheOwner() {
        visitor.authorize(callback("g-strange"));
        visitor.signIn("maria", MARIA_PASSWORD);

        assertThat(visitor.heading()).hasText("This GPT has not been approved yet");
        assertThat(visitor.page().locator(".reference")).containsText("403");
        assertThat(CHROMIUM.chatGpt().visits()).noneMatch(visit -> visit.contains("g-strange"));
    }

    @Test
    void aGptThatTheOwnerRefusesHearsNothing() {
        visitor.authorize(callback("g-refused"));
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Refuse");

        assertThat(visitor.heading()).hasText("This GPT was refused");
        assertThat(CHROMIUM.chatGpt().visits()).noneMatch(visit -> visit.contains("g-refused"));
    }

    @Test
    void aGptApprovedAgainAfterItsWithdrawalIsSentTheCodeOfARememberedConsent() {
        visitor.authorize(callback("g-again"));
        visitor.signIn("owner", OWNER_PASSWORD);
        visitor.press("Approve this GPT");
        visitor.press("Allow");
        visitor.sentBackTo(callback("g-again"));
        gateway.withdraw("g-again");

        visitor.authorize(callback("g-again"));
        visitor.press("Approve this GPT");

        assertThat(visitor.sentBackTo(callback("g-again"))).containsKey("code");
        assertThat(visitor.complaints()).isEmpty();
    }

    private static String callback(String gpt) {
        return CHROMIUM.chatGpt().url("/aip/" + gpt + "/oauth/callback");
    }
}
