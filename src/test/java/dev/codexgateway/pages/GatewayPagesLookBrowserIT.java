package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Visitor;

/**
 * The pages about the gateway on a desk and on a phone, by day in each language and by night in one: they fit the width,
 * axe-core finds no serious fault in each width and each light, and their pictures are kept in {@code target/screenshots} to be
 * looked at.
 */
class GatewayPagesLookBrowserIT {
    private static final Path PICTURES = Path.of("target", "screenshots");
    private static final List<String> NAMES = List.of("connect", "connect-fresh", "connect-good", "privacy",
            "privacy-bare", "home");
    private static final String FAULTS = """
                                         async () => (await axe.run()).violations
                                             .filter(fault => ['serious', 'critical'].includes(fault.impact))
                                             .map(fault => fault.id + ': ' + fault.nodes.map(node => node.target.join(' ')).join(', '))
                                         """;

    /** What a page would look at after five seconds, which a busy machine needs for a picture of it, is not there. */
    private static final String NOTHING_LATER = """
                                                const soon = window.setTimeout;
                                                window.setTimeout = (work, wait, ...more) =>
                                                    wait >= 5000 ? 0 : soon(work, wait, ...more);
                                                """;

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;
    private static String axe;

    @BeforeAll
    static void start() throws IOException {
        try (InputStream in = GatewayPagesLookBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        }
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> looks() {
        return Stream.of(1280, 360).flatMap(width -> Stream.concat(
                Stream.of(Language.values()).map(language -> Arguments.of(width, ColorScheme.LIGHT, language)),
                // Words have no colours.
                Stream.of(Arguments.of(width, ColorScheme.DARK, Language.ENGLISH))));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyPageFitsAndCanBeReadByEverybody(int width, ColorScheme scheme, Language language) {
        SoftAssertions all = new SoftAssertions();
        Map<String, String> pages = Samples.all(language);
        try (Visitor visitor = CHROMIUM.visitor(gateway,
                options -> options.setViewportSize(width, 800).setColorScheme(scheme))) {
            visitor.context().addInitScript(axe);
            visitor.context().addInitScript(NOTHING_LATER);
            Page page = visitor.page();
            for (String name : NAMES) {
                Served.open(page, Objects.requireNonNull(pages.get(name)), () -> new Served.Answer(503, ""));
                page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(PICTURES.resolve(String.join("-",
                        name, Integer.toString(width), scheme.name().toLowerCase(Locale.ROOT), language.tag())
                        + ".png")));
                all.assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
                        .as(name + " is as wide as shown").isEqualTo(width);
                if (language == Language.ENGLISH && width < 1000 == (scheme == ColorScheme.LIGHT)) {
                    all.assertThat((List<?>) page.evaluate(FAULTS)).as(name).isEmpty();
                }
            }
            all.assertThat(visitor.complaints()).isEmpty();
        }
        all.assertAll();
    }
}
