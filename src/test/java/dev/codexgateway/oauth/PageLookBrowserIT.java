package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.json.Json;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/**
 * Every page on a desk and on a phone, by day in each language and by night in one, since words have no colours: it fits the
 * width, axe-core finds no serious fault (in one language, since that is a matter of the markup, in each width and each
 * light), and its picture is kept in {@code target/screenshots} to be looked at.
 */
class PageLookBrowserIT {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final String FAULTS = """
                                         async () => (await axe.run()).violations
                                             .filter(fault => ['serious', 'critical'].includes(fault.impact))
                                             .map(fault => fault.id + ': ' + fault.nodes.map(node => node.target.join(' ')).join(', '))
                                         """;

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;
    private static Site app;
    private static String appId;
    private static String axe;

    @BeforeAll
    static void start() throws IOException {
        try (InputStream in = PageLookBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        gateway = GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", "http://127.0.0.1/cb").start();
        app = Site.start();
        appId = json(gateway.post("/oauth/register", object("client_name", "Ana’s Notebook for Slow Afternoons",
                "redirect_uris", Json.createArrayBuilder().add(app.url("/cb")).build()).toString()).body())
                .getString("client_id");
        for (String callback : List.of(app.url("/cb"), app.url("/cb").replaceFirst(":\\d+/", ":8/"))) {
            allow(callback);
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        app.close();
    }

    static Stream<Look> looks() {
        return Stream.of(1280, 360).flatMap(width -> Stream.of(ColorScheme.LIGHT, ColorScheme.DARK)
                .flatMap(scheme -> Stream.of("en", "pt-BR").map(locale -> new Look(width, scheme, locale))))
                .filter(look -> look.english() || look.scheme == ColorScheme.LIGHT);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageFitsAndCanBeReadByEverybody(Look look) {
        SoftAssertions all = new SoftAssertions();
        try (Visitor visitor = CHROMIUM.visitor(gateway, options -> options.setViewportSize(look.width, 800)
                .setColorScheme(look.scheme).setLocale(look.locale).setReducedMotion(ReducedMotion.REDUCE))) {
            if (look.examined()) {
                visitor.context().addInitScript(axe);
            }
            String gpt = CHROMIUM.chatGpt().url("/aip/g-67f3a2c9d1e08191b2c4-" + look + "/oauth/callback");

            visitor.authorize(gpt);
            look.at(visitor, "login", all);
            visitor.signIn("owner", "wrong");
            look.at(visitor, "login-wrong", all);
            visitor.signIn("owner", OWNER_PASSWORD);
            look.at(visitor, "claim", all);
            visitor.page().locator("[value=approve]").click();
            look.at(visitor, "consent", all);
            visitor.authorize(appId, app.url("/cb"), "code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                    "code_challenge_method", "S256");
            look.at(visitor, "consent-app", all);
            visitor.open("/account");
            look.at(visitor, "account", all);
            visitor.page().locator("#current").fill("wrong");
            visitor.page().locator("#new").fill("new");
            visitor.page().locator("#repeat").fill("new");
            visitor.page().locator("form[action='/account/password'] button").click();
            look.at(visitor, "account-wrong", all);
            visitor.authorize("unknown", app.url("/cb"));
            look.at(visitor, "error", all);
        }
        all.assertAll();
    }

    /** The owner has a grant for the account page to list. */
    private static void allow(String callback) {
        Map<String, String> back = gateway.person().authorize(Person.encode(Map.of("response_type", "code", "client_id",
                GatewayFixture.CLIENT, "redirect_uri", callback)), "owner", OWNER_PASSWORD).callback();
        gateway.post("/oauth/token", Person.encode(Map.of("grant_type", "authorization_code", "client_id",
                GatewayFixture.CLIENT, "client_secret", CLIENT_SECRET, "code", back.get("code"), "redirect_uri",
                callback)), "Content-Type", "application/x-www-form-urlencoded");
    }

    /** One way to look at the pages. */
    record Look(int width, ColorScheme scheme, String locale) {

        void at(Visitor visitor, String name, SoftAssertions all) {
            Page page = visitor.page();
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true)
                    .setPath(PICTURES.resolve(name + "-" + this + ".png")));
            all.assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
                    .as(name + " is as wide as shown")
                    .isEqualTo(width);
            if (examined()) {
                all.assertThat((List<?>) page.evaluate(FAULTS)).as(name).isEmpty();
            }
        }

        boolean english() {
            return locale.equals("en");
        }

        boolean examined() {
            return english() && width < 1000 == (scheme == ColorScheme.LIGHT);
        }

        @Override
        public String toString() {
            return width + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + locale;
        }
    }
}
