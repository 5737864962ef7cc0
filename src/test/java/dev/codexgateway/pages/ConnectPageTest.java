package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;
import dev.codexgateway.pages.ConnectPage.Values;

class ConnectPageTest {
    private static final Pattern FIELD = Pattern
            .compile("<input id=\"([^\"]*)\" type=\"text\" value=\"([^\"]*)\" readonly");
    private static final Pattern COPIES = Pattern.compile("<button [^>]*data-copies=\"([^\"]*)\"[^>]* hidden>");

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyFindingIsToldInBothLanguagesWithWhatToDo(Language language) {
        Phrases phrases = Phrases.read(language);
        for (Check check : Findings.all()) {
            String list = Samples.PAGES.checklist(language, List.of(check));

            for (String key : Findings.keys(check)) {
                assertThat(list).as(key).contains(phrases.text(key, Findings.DETAIL));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void aStateIsToldByAWordAndAShapeAndNotByColourAlone(State state) {
        List<String> others = List.of("Good", "Waiting", "To fix");
        Check check = new Check(Kind.FIRST_CALL, state, "waiting", "");

        String list = Samples.PAGES.checklist(Language.ENGLISH, List.of(check));

        assertThat(others).filteredOn(word -> list.contains(">" + word + "</span>")).hasSize(1)
                .containsExactly(others.get(state.ordinal()));
        assertThat(list).contains(List.of("m7 12.5", "M7 12h", "M12 6.5").get(state.ordinal()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unheard-of", "do", ".do", "good.do", "../title", "{0}"})
    void aFindingThatNobodyHasWordsForIsNamed(String reason) {
        for (State state : State.values()) {
            assertThat(Samples.PAGES.checklist(Language.ENGLISH, List.of(new Check(Kind.CALLBACK, state, reason, "x"))))
                    .contains("<h3>GPT approved <span");
        }
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theChecklistAloneIsTheOneInThePage(Language language) {
        ConnectPage page = Samples.connect(Optional.empty(), true);

        assertThat(Samples.PAGES.connect(language, page)).contains(Samples.PAGES.checklist(language, page.checks()));
        assertThat(Samples.PAGES.checklist(language, page.checks())).startsWith("<div class=\"checklist\"")
                .doesNotContain("<html");
    }

    @Test
    void theChecklistSaysHowMuchIsStillOpen() {
        assertThat(Samples.PAGES.checklist(Language.ENGLISH, Samples.connect(Optional.empty(), false).checks()))
                .contains("data-open=\"5\"", "3 of 8 are good.");
        assertThat(Samples.PAGES.checklist(Language.ENGLISH, Samples.everyKind(State.GOOD, "good")))
                .contains("data-open=\"0\"", "8 of 8 are good.");
    }

    @Test
    void everyValueStandsInAFieldExactlyAsItIsPasted() {
        Values values = Samples.VALUES;

        assertThat(fields(connect(Optional.empty(), false))).containsExactly(
                Map.entry("client-id", values.clientId()),
                Map.entry("authorization-url", values.authorizationUrl()),
                Map.entry("token-url", values.tokenUrl()),
                Map.entry("scope", values.scope()),
                Map.entry("schema-url", values.schemaUrl()),
                Map.entry("privacy-url", values.privacyUrl()),
                Map.entry("mcp-url", values.mcpUrl()));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyFieldHasACopyButtonThatIsHiddenUntilTheScriptShowsIt(Language language) {
        String html = Samples.PAGES.connect(language, Samples.connect(Optional.of(Samples.SECRET), true));

        List<String> copied = COPIES.matcher(html).results().map(match -> match.group(1)).toList();
        assertThat(copied).containsExactly("fresh-secret", "client-id", "authorization-url", "token-url", "scope",
                "schema-url", "privacy-url", "instructions", "mcp-url");
        assertThat(copied).allSatisfy(id -> assertThat(html)
                .containsOnlyOnce(" id=\"" + id + "\"").containsOnlyOnce("<label for=\"" + id + "\""));
    }

    @Test
    void anEmptyScopeIsNotAValueToCopy() {
        Values values = new Values("p", "s", "c", "a", "t", "", "r", "m");
        ConnectPage page = new ConnectPage("c5rf", "owner", values, List.of(), Optional.empty(), false,
                Optional.empty());

        assertThat(Samples.PAGES.connect(Language.ENGLISH, page)).contains("Leave it empty.")
                .doesNotContain("id=\"scope\"");
    }

    @Test
    void theStepsSpeakChatGptsOwnWordsInTheOrderOfItsForm() {
        String shown = connect(Optional.empty(), false).replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");

        assertThat(shown).containsSubsequence("Configure › Actions › Create new action", "Authentication › OAuth",
                "Client ID", "Client Secret", "Authorization URL", "Token URL", "Scope", "Token Exchange Method",
                "Default (POST request)", "Schema › Import from URL › Import", "Privacy policy", "Callback URL",
                "Preview pane", "“Sign in with …”");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theSuggestedInstructionsAreEnglishAndFitIntoAGpt(Language language) {
        String html = Samples.PAGES.connect(language, Samples.connect(Optional.empty(), false));

        String text = html.replaceFirst("(?s).*<textarea id=\"instructions\"[^>]*>", "")
                .replaceFirst("(?s)</textarea>.*", "");
        assertThat(text).hasSizeLessThan(8_000).isEqualTo(text.strip()).contains("promptCodex", "getConversation",
                "202",
                "next_content_offset", "Never send the same prompt twice", "whole answer");
    }

    @Test
    void aFreshSecretIsShownThisOnce() {
        String html = connect(Optional.of(Samples.SECRET), true);

        assertThat(fields(html)).containsEntry("fresh-secret", Samples.SECRET);
        assertThat(html).containsOnlyOnce(Samples.SECRET).contains("It is shown only now.", "href=\"#fresh\"");
        assertThat(connect(Optional.empty(), true)).doesNotContain("=\"fresh", "#fresh", "It is shown only now.");
    }

    @Test
    void aSecretCanBeMadeAndOnlyOneOfTwoBeDropped() {
        assertThat(connect(Optional.empty(), false)).contains("action=\"/connect/secret\"")
                .doesNotContain("/connect/secret/drop-older");
        assertThat(connect(Optional.empty(), true)).contains("action=\"/connect/secret/drop-older\"",
                "once ChatGPT has the new one and a sign-in has worked").doesNotContain("action=\"/connect/secret\"");
    }

    @Test
    void checkingAgainIsALink() {
        assertThat(connect(Optional.empty(), false)).contains("href=\"/connect\">Check again</a>");
    }

    @Test
    void itIsToldWhenCustomGptsEndAndHowToGoOnByMcp() {
        assertThat(connect(Optional.empty(), false)).contains("December 11, 2026", "February 11, 2027",
                "“Custom GPT retirement and migration FAQ”", Samples.VALUES.mcpUrl(), "codex_prompt",
                "Leave client ID and secret empty").doesNotContain("does not serve");
    }

    @Test
    void theScriptsAddressNamesItsContentWhichNobodyCanChange() {
        Samples.PAGES.script()[0] = '!';

        assertThat(Samples.PAGES.scriptPath()).matches("/assets/connect-[0-9a-f]{16}\\.js")
                .isEqualTo(new Pages().scriptPath());
        assertThat(new String(Samples.PAGES.script(), UTF_8)).startsWith("'use strict';")
                .doesNotContain("innerHTML", "eval(", "http:", "https:/");
    }

    private static Map<String, String> fields(String html) {
        Map<String, String> fields = new LinkedHashMap<>();
        FIELD.matcher(html).results()
                .forEach(field -> fields.put(field.group(1), field.group(2)));
        return fields;
    }

    private static String connect(Optional<String> freshSecret, boolean twoSecrets) {
        return Samples.PAGES.connect(Language.ENGLISH, Samples.connect(freshSecret, twoSecrets));
    }
}
