package dev.codexgateway.connect;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Visitor;

/** The owner on the connect page of a running service, with a real browser. */
class ConnectBrowserIT {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-abc123/oauth/callback";
    private static final int POLL = 5_100;

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private GatewayFixture gateway;
    private Visitor visitor;
    private Page page;

    @BeforeEach
    void signIn() {
        gateway = GatewayFixture.start();
        visitor = CHROMIUM.visitor(gateway);
        page = visitor.page();
        page.clock().install();
        visitor.open("/connect");
        visitor.signIn("owner", OWNER_PASSWORD);
        assertThat(visitor.heading()).hasText("Connect ChatGPT");
    }

    @AfterEach
    void leave() {
        visitor.close();
        gateway.close();
    }

    @Test
    void aNewSecretIsCopiedAndSignsTheClientInUntilThePageIsLeft() {
        visitor.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

        visitor.press("Make a new secret");
        visitor.press("Copy Client Secret");
        assertThat(page.locator("#copied")).hasText("Copied: Client Secret");
        String secret = (String) page.evaluate("() => navigator.clipboard.readText()");

        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        visitor.press("Drop the old one");
        assertThat(page.locator("#fresh-secret")).hasCount(0);
        assertThat(page.content()).doesNotContain(secret);
        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(GatewayFixture.CLIENT_SECRET)).isFalse();
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void loadingThePageOfANewSecretAgainMakesNoOther() {
        visitor.press("Make a new secret");
        assertThat(page.locator("#fresh-secret")).hasCount(1);

        page.reload();

        assertThat(page.locator("#fresh-secret")).hasCount(0);
        assertThat(line("Client secret")).containsText("Two client secrets are good");
        assertThat(worksAtTokenEndpoint(GatewayFixture.CLIENT_SECRET)).isTrue();
    }

    @Test
    void theChecklistFollowsWhatHappensWhileItIsOpen() {
        assertThat(line("GPT approved")).containsText("No GPT has been approved yet");

        gateway.person().authorize("response_type=code&client_id=" + CLIENT + "&redirect_uri="
                + URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8), "owner", OWNER_PASSWORD);
        page.clock().runFor(POLL);

        assertThat(line("GPT approved")).containsText("GPTs approved: 1.");
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void whoSignsOutElsewhereIsTold() {
        Page other = visitor.context().newPage();
        other.navigate(gateway.url("/account").toString());
        other.locator("form[action='/account/sign-out'] button").click();
        other.waitForURL(Pattern.compile(".*/oauth/login"));

        page.clock().runFor(POLL);

        assertThat(page.locator("#said")).containsText("You are signed out");
    }

    private Locator line(String name) {
        return page.locator(".checks li").filter(new Locator.FilterOptions().setHas(
                page.locator("h3", new Page.LocatorOptions().setHasText(name))));
    }

    private boolean worksAtTokenEndpoint(String secret) {
        return gateway.post("/oauth/token",
                Person.encode(Map.of("grant_type", "client_credentials", "client_id", CLIENT, "client_secret", secret)),
                "Content-Type", "application/x-www-form-urlencoded").statusCode() == 200;
    }
}
