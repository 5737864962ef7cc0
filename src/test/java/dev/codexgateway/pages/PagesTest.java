package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

class PagesTest {
    private static final Pattern FORM = Pattern.compile("<form [^>]*>.*?</form>", Pattern.DOTALL);
    private static final Pattern EVENT_HANDLER = Pattern.compile("\\son\\w+\\s*=", Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("<[a-z/](?:\"[^\"]*\"|[^\">])*>");
    private static final Pattern REFERENCE = Pattern.compile("\\s(?:href|src|action)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile("\\sid=\"([^\"]*)\"");
    private static final Pattern POINTER = Pattern.compile("\\s(?:for|aria-labelledby)=\"([^\"]*)\"");

    /** Every state of every page, and with hostile values. */
    static Stream<Arguments> pages() {
        return Stream.of(Language.values()).flatMap(language -> Stream.concat(
                Samples.all(language).entrySet().stream(),
                Samples.with(language, "\"><script>alert(1)</script>").entrySet().stream())
                .map(page -> Arguments.of(page.getKey(), language, page.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pages")
    void aPageHasNoInlineScriptOrStyleAndNothingFromElsewhere(String name, Language language, String html) {
        String script = "<script src=\"" + Samples.PAGES.scriptPath() + "\" defer></script>";
        assertThat(html.split(script, -1)).hasSize(name.startsWith("connect") ? 2 : 1);
        assertThat(html.replace(script, "")).doesNotContainIgnoringCase("<script", "style=", "<style", "javascript:",
                "<iframe", "@import");
        assertThat(EVENT_HANDLER.matcher(html).find()).isFalse();
        assertThat(REFERENCE.matcher(html).results().map(match -> match.group(1))
                .filter(target -> !target.startsWith("data:image/svg+xml,"))
                .filter(target -> !(name.equals("privacy") && target.equals("mailto:privacy@example.com"))))
                .allMatch(target -> target.matches("[/#](?!/).*"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pages")
    void everyFormPostsItsCsrfToken(String name, Language language, String html) {
        List<String> forms = FORM.matcher(html).results().map(MatchResult::group).toList();

        assertThat(forms).hasSize(html.split("<form", -1).length - 1);
        assertThat(forms).allSatisfy(form -> assertThat(form)
                .startsWith("<form ").contains("method=\"post\"").containsOnlyOnce("name=\"csrf\""));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pages")
    void aPageIsAccessible(String name, Language language, String html) {
        assertThat(html).startsWith("<!DOCTYPE html>")
                .contains("<html lang=\"" + language.tag() + "\">", "width=device-width")
                .containsOnlyOnce("<h1").containsOnlyOnce("<main>").containsOnlyOnce("<title>");
        List<String> ids = ID.matcher(html).results().map(match -> match.group(1)).toList();
        Set<String> pointers = new HashSet<>(POINTER.matcher(html).results().map(match -> match.group(1)).toList());
        assertThat(ids).doesNotHaveDuplicates().containsAll(pointers);
        assertThat(html.split(" autofocus", -1)).hasSizeLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"><script>alert(1)</script>", "' onfocus=alert(1) autofocus='", "\" onfocus=\"alert(1)",
            "<img src=x>", "</title></form>", "&lt;b&gt;", "${7*7} {0} @if", "javascript:alert(1)"})
    void aHostileValueIsOnlyEverText(String hostile) {
        for (Language language : Language.values()) {
            Map<String, String> harmless = Samples.with(language, "harmless");
            Map<String, String> pages = Samples.with(language, hostile);

            pages.forEach((name, html) -> assertThat(shape(html)).as(name).isEqualTo(shape(harmless.get(name))));
        }
    }

    /** The tags with their attributes' names and no values: what a value must never be able to change. */
    private static List<String> shape(String html) {
        return TAG.matcher(html).results().map(tag -> tag.group().replaceAll("\"[^\"]*\"", "\"\"")).toList();
    }

    @Test
    void aHostileValueIsShownAsItWasWritten() {
        assertThat(Samples.with(Language.ENGLISH, "<b>").values())
                .allSatisfy(html -> assertThat(html).contains("&lt;b&gt;").doesNotContain("<b>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202E", "\u2066", "\u200F", "\u200B", "\uFEFF", "\u0000", "\r", "\u2028"})
    void whatReordersTextOrCannotBeSeenIsNotShown(String deceptive) {
        ConsentPage page = new ConsentPage("csrf", "request", ConsentPage.App.named("a" + deceptive + "b"),
                "c" + deceptive + "d", false,
                List.of("e" + deceptive + "f"), "g" + deceptive + "h");

        assertThat(Samples.PAGES.consent(Language.ENGLISH, page)).doesNotContain(deceptive)
                .contains("a\uFFFDb", "c\uFFFDd", "e\uFFFDf", "g\uFFFDh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202E", "\u2066", "\u200F", "\u200B", "\uFEFF", "\u0000", "\r", "\u2028"})
    void norIsItOnThePagesAboutTheGateway(String deceptive) {
        String value = "a" + deceptive + "b";
        Check check = new Check(Kind.ROOT_DOMAIN, State.BAD, "other-host", value);

        assertThat(List.of(Samples.PAGES.checklist(Language.ENGLISH, List.of(check)),
                Samples.PAGES.privacy(Language.ENGLISH,
                        new PrivacyPage(Optional.of(value), Optional.of(value), 90, 400, true)),
                Samples.PAGES.home(Language.ENGLISH, new HomePage(value, value))))
                .allSatisfy(html -> assertThat(html).contains("a\uFFFDb").doesNotContain(deceptive));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void namesInAnyScriptAreShown(Language language) {
        assertThat(Samples.with(language, "שלום 日本 ação").values())
                .allSatisfy(html -> assertThat(html).contains("שלום 日本 ação"));
    }

    @Test
    void theSignInPageAsksForANameAndAPasswordThatABrowserCanFillIn() {
        String html = login(Optional.of("ChatGPT"), "", Optional.empty(), false);

        assertThat(html).contains("action=\"/oauth/login\"", "name=\"request\" value=\"r3quest\"",
                "to continue to ChatGPT");
        assertThat(tag(html, "username")).contains("autocomplete=\"username\"", "required", "autofocus", "value=\"\"");
        assertThat(tag(html, "password")).contains("autocomplete=\"current-password\"", "type=\"password\"")
                .doesNotContain("autofocus", "value");
        assertThat(html).doesNotContain("/oauth/company", "role=\"alert\"");
    }

    @Test
    void afterAMistakeTheNameIsKeptAndThePasswordIsNext() {
        String html = login(Optional.of("ChatGPT"), "ana", Optional.of(Notice.WRONG_CREDENTIALS), false);

        assertThat(tag(html, "username")).contains("value=\"ana\"").doesNotContain("autofocus");
        assertThat(tag(html, "password")).contains("autofocus");
        assertThat(html).contains("<p class=\"notice bad\" role=\"alert\">The username or the password is wrong.</p>");
    }

    @Test
    void aSignInToTheAccountPageNamesNoApp() {
        assertThat(login(Optional.empty(), "", Optional.empty(), false))
                .contains("to see and manage your account").doesNotContain("class=\"foot\"");
    }

    @Test
    void companySignInIsALinkThatKeepsTheRequest() {
        String html = Samples.PAGES.login(Language.ENGLISH,
                new LoginPage("csrf", "a b&c=d", Optional.empty(), "", Optional.empty(), true));

        assertThat(html).contains("href=\"/oauth/company?request=a+b%26c%3Dd\">Sign in with your company account</a>");
    }

    @Test
    void consentNamesWhoAsksForWhatAndWhereItGoes() {
        String html = Samples.PAGES.consent(Language.ENGLISH, Samples.consent("ChatGPT", "chatgpt.com", false));

        assertThat(html).contains("action=\"/oauth/consent\"", "Allow ChatGPT to use Codex Gateway?",
                ">chatgpt.com<", ">ana<", "See your conversations", "Ask Codex in your name", "Administer this gateway",
                "name=\"decision\" value=\"allow\"", "name=\"decision\" value=\"deny\"",
                "name=\"decision\" value=\"switch\"", "name=\"request\" value=\"r3quest\"");
        assertThat(html).doesNotContain("caution", "on this computer");
    }

    @Test
    void consentWarnsOfAnAppOnThisComputer() {
        assertThat(Samples.PAGES.consent(Language.ENGLISH, Samples.consent("Codex CLI", "127.0.0.1", true)))
                .contains("This request comes from an app on this computer, and any program here can pose as it.");
    }

    @Test
    void theClaimShowsTheWholeCallbackAndWhatApprovingMeans() {
        String callback = "https://chatgpt.com/aip/g-1/oauth/callback";
        String html = Samples.PAGES.claim(Language.ENGLISH, new ClaimPage("c5rf", "r3quest", "g-1", callback, "owner"));

        assertThat(html).contains("action=\"/oauth/claim\"", ">g-1<", ">" + callback + "<", "If you approve",
                "name=\"decision\" value=\"approve\"", "name=\"decision\" value=\"refuse\"",
                "name=\"request\" value=\"r3quest\"");
    }

    @Test
    void theAccountListsGrantsEachWithItsRevokeButton() {
        String html = Samples.PAGES.account(Language.ENGLISH, Samples.account(3, true, Optional.empty()));

        assertThat(html).contains("action=\"/account/sign-out\"", "action=\"/account/password\"",
                "name=\"grant\" value=\"grant-0\"", "name=\"grant\" value=\"grant-2\"", "aria-label=\"Revoke ChatGPT\"",
                "<time datetime=\"2026-08-01T23:30:00Z\">Aug 1, 2026</time>", "Aug 2, 2026, 23:30 UTC", "Owner");
        assertThat(html.split("action=\"/account/revoke\"", -1)).hasSize(4);
        assertThat(tag(html, "current")).contains("autocomplete=\"current-password\"");
        assertThat(tag(html, "new")).contains("autocomplete=\"new-password\"");
        assertThat(tag(html, "repeat")).contains("autocomplete=\"new-password\"");
    }

    @Test
    void whoseCompanyKeepsThePasswordCannotChangeItHere() {
        String html = Samples.PAGES.account(Language.ENGLISH, Samples.account(0, false, Optional.empty()));

        assertThat(html).contains("No app has access", "Its password is changed there.")
                .doesNotContain("/account/password", "type=\"password\"", "Owner");
    }

    @Test
    void aThousandGrantsAreOnePage() {
        AccountPage page = Samples.account(1_000, true, Optional.empty());
        Samples.PAGES.account(Language.ENGLISH, page);

        long start = System.nanoTime();
        String html = Samples.PAGES.account(Language.ENGLISH, page);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(html.split("action=\"/account/revoke\"", -1)).hasSize(1_001);
        assertThat(html.length()).isLessThan(1_500_000);
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void anErrorSaysWhatHelpsAndWhatToQuote(ErrorKind kind) {
        for (Language language : Language.values()) {
            Phrases phrases = Phrases.read(language);
            String html = Samples.PAGES.error(language, new ErrorPage(403, kind, "c768"));

            assertThat(html).contains("<h1>" + phrases.text("error." + kind + ".title") + "</h1>",
                    phrases.text("error." + kind + ".help"), "403", ">c768<").doesNotContain("<form");
        }
    }

    @Test
    void theStyleSheetsAddressNamesItsContent() {
        assertThat(Samples.PAGES.styleSheetPath()).matches("/assets/style-[0-9a-f]{16}\\.css")
                .isEqualTo(new Pages().styleSheetPath());
        assertThat(Samples.all(Language.ENGLISH).values())
                .allSatisfy(html -> assertThat(html).contains("href=\"" + Samples.PAGES.styleSheetPath() + "\""));
    }

    @Test
    void whoeverHasTheStyleSheetCannotChangeIt() {
        Samples.PAGES.styleSheet()[0] = '!';

        assertThat(new String(Samples.PAGES.styleSheet(), UTF_8)).startsWith(":root").doesNotContain("url(", "@import");
    }

    /** For looking at: {@code target/pages/index.html} leads to every page, once the tests have run. */
    @Test
    void thePagesCanBeLookedAt() throws IOException {
        Path folder = Files.createDirectories(Path.of("target/pages"));
        Files.write(folder.resolve("style.css"), Samples.PAGES.styleSheet());
        Files.write(folder.resolve("connect.js"), Samples.PAGES.script());
        StringBuilder index = new StringBuilder("<!DOCTYPE html>\n");
        for (Language language : Language.values()) {
            for (Map.Entry<String, String> page : Samples.all(language).entrySet()) {
                String name = page.getKey() + "." + language.tag() + ".html";
                Files.writeString(folder.resolve(name),
                        page.getValue().replace(Samples.PAGES.styleSheetPath(), "style.css")
                                .replace(Samples.PAGES.scriptPath(), "connect.js"));
                index.append("<p><a href=\"").append(name).append("\">").append(name).append("</a>\n");
            }
        }
        Files.writeString(folder.resolve("index.html"), index);

        assertThat(folder.resolve("consent.pt-BR.html")).content()
                .contains("Permitir que ChatGPT use o Codex Gateway?");
    }

    private static String login(Optional<String> clientName, String userName, Optional<Notice> notice,
            boolean company) {
        return Samples.PAGES.login(Language.ENGLISH, Samples.login(clientName, userName, notice, company));
    }

    private static String tag(String html, String id) {
        return TAG.matcher(html).results().map(MatchResult::group).filter(tag -> tag.contains("id=\"" + id + "\""))
                .findFirst().orElseThrow();
    }
}
