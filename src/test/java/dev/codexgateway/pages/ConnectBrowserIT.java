package dev.codexgateway.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;
import dev.codexgateway.pages.Served.Answer;
import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Visitor;

/** The connect page's script in a real browser. */
class ConnectBrowserIT {
    private static final long BEGINNING = Instant.parse("2026-11-23T12:00:00Z").toEpochMilli();
    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static GatewayFixture gateway;

    private final AtomicInteger asked = new AtomicInteger();
    private Answer answer = new Answer(200, checklist(State.WAITING));
    private Visitor visitor;
    private Page page;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void leave() {
        visitor.close();
    }

    @Test
    void aValueIsCopiedExactlyAndTheCopyIsAnnounced() {
        open(Samples.connect(Optional.of(Samples.SECRET), true));
        visitor.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

        for (Map.Entry<String, String> value : Map.of("Client ID", "codex-gateway-client", "Scope", "read write",
                "Client Secret", Samples.SECRET, "MCP address", Samples.VALUES.mcpUrl()).entrySet()) {
            visitor.press("Copy " + value.getKey());

            assertThat(page.locator("#copied")).hasText("Copied: " + value.getKey());
            assertThat(page.evaluate("() => navigator.clipboard.readText()")).isEqualTo(value.getValue());
        }
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void theInstructionsAreCopiedWithAllTheirLines() {
        open(Samples.connect(Optional.empty(), false));
        visitor.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));

        visitor.press("Copy Instructions");

        assertThat(page.locator("#copied")).hasText("Copied: Instructions");
        assertThat((String) page.evaluate("() => navigator.clipboard.readText()")).startsWith("You reach Codex")
                .endsWith("asks for it.").contains("\n\n1. ", "\n7. ");
    }

    @Test
    void whereThereIsNoClipboardTheOldWayCopies() {
        open(Samples.connect(Optional.empty(), false),
                "Object.defineProperty(navigator, 'clipboard', {value: undefined})");

        visitor.press("Copy Client ID");

        assertThat(page.locator("#copied")).hasText("Copied: Client ID");
    }

    @Test
    void whenNothingCopiesTheValueIsSelectedAndThatIsSaid() {
        open(Samples.connect(Optional.empty(), false),
                "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
                        + "Document.prototype.execCommand = () => false");

        visitor.press("Copy Client ID");

        assertThat(page.locator("#copied")).containsText("could not be copied");
        assertThat(page.locator("#client-id")).isFocused();
        assertThat(page.evaluate("() => getSelection().toString()")).isEqualTo("codex-gateway-client");
    }

    @Test
    void withoutScriptTheCopyButtonsAreNotThereAndCheckingAgainIsALink() {
        visitor = CHROMIUM.visitor(gateway, options -> options.setJavaScriptEnabled(false));
        serve(Samples.connect(Optional.empty(), false));

        assertThat(page.locator(".copy").first()).isHidden();
        assertThat(page.locator("#live")).isHidden();
        page.locator("#check-again").click();
        assertThat(visitor.heading()).hasText("Connect ChatGPT");
        assertThat(asked).hasValue(0);
    }

    @Test
    void theChecklistIsLookedAtEveryFiveSecondsAndReplacedWhenItChanges() {
        openAtRest();
        answer = new Answer(200, Samples.PAGES.checklist(Language.ENGLISH, checks(State.WAITING)));

        pass(4_900);
        assertThat(asked).hasValue(0);
        pass(200);
        looked(1);
        answer = new Answer(200, checklist(State.GOOD));
        pass(5_000);

        assertThat(page.locator("#said")).hasText("8 of 8 are good.");
        assertThat(page.locator(".checks .mark.good")).hasCount(8);
        assertThat(page.locator("#live")).isHidden();
        pass(60_000);
        assertThat(asked).hasValue(2);
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void aChecklistThatIsTheSameIsLeftAlone() {
        openAtRest();
        page.evaluate("() => { window.before = document.querySelector('.checklist'); }");

        pass(5_000);
        looked(1);

        assertThat(page.evaluate("() => document.querySelector('.checklist') === window.before")).isEqualTo(true);
        assertThat(page.locator("#said")).isEmpty();
    }

    @Test
    void aFailureIsBorneQuietlyAndTriedAgain() {
        openAtRest();
        answer = new Answer(503, "<h1>not now</h1>");

        pass(5_000);
        looked(1);
        assertThat(page.locator("#said")).isEmpty();
        assertThat(page.locator(".checks li")).hasCount(8);
        answer = new Answer(200, checklist(State.GOOD));
        pass(5_000);

        assertThat(page.locator("#said")).hasText("8 of 8 are good.");
    }

    @Test
    void whoAsksForAFailingCheckIsTold() {
        open(Samples.connect(Optional.of(Samples.SECRET), true));
        answer = new Answer(503, "");

        page.locator("#check-again").click();

        assertThat(page.locator("#said")).containsText("could not be asked just now");
        assertThat(page.locator("#fresh-secret")).hasValue(Samples.SECRET);
    }

    @Test
    void checkingAgainKeepsAFreshSecretOnTheScreen() {
        open(Samples.connect(Optional.of(Samples.SECRET), true));
        answer = new Answer(200, checklist(State.GOOD));

        page.locator("#check-again").click();

        assertThat(page.locator("#said")).hasText("8 of 8 are good.");
        assertThat(page.locator("#fresh-secret")).hasValue(Samples.SECRET);
    }

    @Test
    void whoIsSignedOutIsToldAndNotAskedAgain() {
        for (Answer signedOut : List.of(new Answer(401, ""), new Answer(403, ""), new Answer(303, ""),
                new Answer(200, "<form action=\"/oauth/login\"></form>"))) {
            asked.set(0);
            openAtRest();
            answer = signedOut;
            pass(5_000);

            assertThat(page.locator("#said")).containsText("You are signed out");
            assertThat(page.locator("#live")).isHidden();
            pass(60_000);
            assertThat(asked).as(signedOut.toString()).hasValue(1);
            visitor.close();
        }
    }

    @Test
    void aTabAsksOnlyWhileItIsSeen() {
        openAtRest("window.away = true; Object.defineProperty(document, 'hidden', {get: () => window.away})");
        pass(60_000);
        assertThat(asked).as("opened in the background").hasValue(0);

        turn(false);
        looked(1);
        turn(true);
        pass(60_000);
        assertThat(asked).as("left for another").hasValue(1);

        answer = new Answer(200, checklist(State.GOOD));
        turn(false);
        assertThat(page.locator("#said")).hasText("8 of 8 are good.");
    }

    private void open(ConnectPage shown, String... scripts) {
        visitor = CHROMIUM.visitor(gateway);
        Stream.of(scripts).forEach(visitor.context()::addInitScript);
        visitor.page().clock().install();
        serve(shown);
    }

    /** Opens the page in a time that stands still but for what the test lets pass: how long the machine takes is nothing to it. */
    private void openAtRest(String... scripts) {
        visitor = CHROMIUM.visitor(gateway);
        Stream.of(scripts).forEach(visitor.context()::addInitScript);
        visitor.page().clock().install(new Clock.InstallOptions().setTime(BEGINNING));
        visitor.page().clock().pauseAt(BEGINNING + 60_000);
        serve(Samples.connect(checks(State.WAITING), Optional.empty(), false, Optional.empty()));
    }

    private void serve(ConnectPage shown) {
        page = visitor.page();
        Served.open(page, Samples.PAGES.connect(Language.ENGLISH, shown), () -> {
            asked.incrementAndGet();
            return answer;
        });
    }

    /** Waits until it has asked so often, and is ready to ask again. */
    private void looked(int times) {
        page.waitForCondition(() -> asked.get() == times);
        assertThat(page.locator("#checklist:not([aria-busy])")).isVisible();
    }

    private void pass(long milliseconds) {
        page.clock().runFor(milliseconds);
    }

    /** @param away whether the tab is now hidden */
    private void turn(boolean away) {
        page.evaluate("away => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); }", away);
    }

    private static String checklist(State state) {
        return Samples.PAGES.checklist(Language.ENGLISH, checks(state));
    }

    private static List<Check> checks(State state) {
        List<Check> checks = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            checks.add(new Check(kind, state, state == State.GOOD ? "good" : "waiting", "1"));
        }
        return checks;
    }
}
