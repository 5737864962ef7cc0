package dev.codexgateway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What anybody may read: the home and the privacy page. */
class PublicPagesTest {

    @Test
    void thePrivacyPageSaysWhoRunsTheGatewayAndForHowLongItKeepsWhat() {
        assertThat(privacy(Optional.of("Aurora"), Optional.of("privacy@example.com"), 90, false))
                .contains("<p>Aurora runs this gateway", "90 days after it last changed", "pseudonymous identifier",
                        "network address", "No others, from nobody else", "no advertising", "href=\"/account\"")
                .doesNotContain("privacy.operator", "privacy.contact", "company account");
    }

    @Test
    void anOperatorWhoIsNotNamedIsToldHowTo() {
        assertThat(privacy(Optional.empty(), Optional.empty(), 90, false)).contains("has not named themselves yet",
                "<code>privacy.operator</code>", "<code>privacy.contact</code>");
        assertThat(privacy(Optional.of("Aurora"), Optional.empty(), 90, false))
                .contains("No contact has been named yet",
                        "<code>privacy.contact</code>")
                .doesNotContain("privacy.operator");
        assertThat(privacy(Optional.empty(), Optional.of("privacy@example.com"), 90, false))
                .contains("has not named themselves yet", "<code>privacy.operator</code>", "mailto:privacy@example.com")
                .doesNotContain("privacy.contact");
    }

    @Test
    void oneDayIsNotOneDays() {
        assertThat(privacy(Optional.empty(), Optional.empty(), 1, false)).contains("one day after it last changed");
    }

    @Test
    void howLongSumsOfUsageAreKeptIsSaid() {
        assertThat(privacy(Optional.empty(), Optional.empty(), 90, false)).contains("How much you used",
                "The daily sums of what you used are deleted after 400 days");
    }

    @Test
    void whoMadeWhichStoredResponseIsSaidToBeKept() {
        assertThat(privacy(Optional.empty(), Optional.empty(), 90, false)).contains("by their identifiers alone",
                "forgotten 30 days after they were made");
    }

    @Test
    void whatIsKeptOfACompanysPeopleIsSaidWhereTheySignIn() {
        assertThat(privacy(Optional.empty(), Optional.empty(), 90, true))
                .contains("If you sign in with a company account");
    }

    @ParameterizedTest
    @CsvSource({"privacy@example.com, mailto:privacy@example.com",
            "ana+gateway@exämple.com, mailto:ana+gateway@exämple.com",
            "https://example.com/privacy?a=b#c, https://example.com/privacy?a=b#c",
            "https://social.example.com/@ana, https://social.example.com/@ana"})
    void aContactThatLeadsSomewhereIsALink(String contact, String link) {
        assertThat(privacy(Optional.empty(), Optional.of(contact), 90, false))
                .contains("<a href=\"" + link.replace("&", "&amp;") + "\">" + contact + "</a>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"the front desk", "http://example.com", "javascript:alert(1)", "javascript:alert('a@b')",
            "data:text/html,a@b", "mailto:a@b", "a@b?subject=x", "Ana <a@b>", "a@b@c", "@ana", "a@",
            "//example.com/a@b",
            "https://", "https://a b", "https://a\u202Eb", "a@b\n", ""})
    void anyOtherContactIsText(String contact) {
        assertThat(privacy(Optional.empty(), Optional.of(contact), 90, false))
                .doesNotContain("<a href=\"mailto", "<a href=\"http", "<a href=\"java", "<a href=\"data",
                        "<a href=\"//")
                .contains("Contact:");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theHomePageLeadsToTheOthers(Language language) {
        assertThat(Samples.PAGES.home(language, new HomePage("https://codex.example.com", "0.1.0")))
                .contains("href=\"/connect\"", "href=\"/account\"", "href=\"/privacy\"", "href=\"/openapi.json\"",
                        "https://codex.example.com", " 0.1.0</p>");
    }

    private static String privacy(Optional<String> operator, Optional<String> contact, int keepDays, boolean company) {
        return Samples.PAGES.privacy(Language.ENGLISH, new PrivacyPage(operator, contact, keepDays, 400, company));
    }
}
