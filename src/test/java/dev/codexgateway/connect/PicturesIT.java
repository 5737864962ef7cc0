package dev.codexgateway.connect;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.Visitor;

/**
 * The way from an empty GPT to a working one, photographed for the documents. The pictures are in {@code target/screenshots};
 * {@code mvn verify -Dit.test=PicturesIT -Dpages.write=true} puts them into {@code docs/pictures}.
 */
class PicturesIT {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-7f3c21/oauth/callback";
    private static final Path FOLDER = Boolean.getBoolean("pages.write")
            ? Path.of("docs", "pictures")
            : Path.of("target", "screenshots");

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    @Test
    void everyStepOfTheWayLooksAsTheDocumentsShowIt() {
        String port = Integer.toString(Ports.unused());
        try (GatewayFixture gateway = GatewayFixture.builder().with("PORT", port)
                .with("PUBLIC_URL", "http://127.0.0.1:" + port).start(); Visitor visitor = CHROMIUM.visitor(gateway)) {
            Page page = visitor.page();
            page.setViewportSize(960, 800);
            visitor.authorize(CALLBACK);
            visitor.signIn("owner", OWNER_PASSWORD);
            picture(page.locator("main"), "approve");
            visitor.press("Approve this GPT");
            picture(page.locator("main"), "consent");
            visitor.press("Allow");
            Map<String, String> back = visitor.sentBackTo(CALLBACK);
            String token = json(gateway.post("/oauth/token",
                    Person.encode(
                            Map.of("grant_type", "authorization_code", "code", back.get("code"), "client_id", CLIENT,
                                    "client_secret", CLIENT_SECRET, "redirect_uri", CALLBACK)),
                    "Content-Type", "application/x-www-form-urlencoded").body()).getString("access_token");
            assertThat(gateway.post("/conversations", object("prompt", "Hello").toString(), "Authorization",
                    "Bearer " + token).statusCode()).isEqualTo(200);

            visitor.open("/connect");
            assertThat(page.locator(".checks li").filter(new Locator.FilterOptions().setHasText("First call")))
                    .containsText("Good");
            Locator cards = page.locator("section.card, .card");
            picture(cards.filter(new Locator.FilterOptions().setHas(page.locator(".checklist"))), "checklist");
            picture(cards.filter(new Locator.FilterOptions().setHas(page.locator("#schema-url"))), "steps");
        }
    }

    private static void picture(Locator part, String name) {
        part.first().screenshot(new Locator.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    }
}
