package dev.codexgateway.pages;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class PhrasesTest {
    private static final Pattern USED = Pattern.compile("phrases\\.text\\(\"([^\"]*[^.\"])\"");
    private static final Pattern PLACE = Pattern.compile("\\{[^}]*}");
    /** Words that both languages share. */
    private static final Set<String> ALIKE = Set.of("claim.gpt", "privacy.cookies");

    private final Phrases english = Phrases.read(Language.ENGLISH);
    private final Phrases portuguese = Phrases.read(Language.PORTUGUESE);

    @Test
    void everyTextIsThereInBothLanguages() {
        assertThat(portuguese.keys()).isEqualTo(english.keys());
        for (String key : english.keys()) {
            assertThat(raw(english, key)).as(key).isNotBlank();
            assertThat(raw(portuguese, key)).as(key).isNotBlank();
            if (!ALIKE.contains(key)) {
                assertThat(raw(portuguese, key)).as(key).isNotEqualTo(raw(english, key));
            }
        }
    }

    @Test
    void aTextHasTheSamePlacesInBothLanguages() {
        for (String key : english.keys()) {
            assertThat(places(portuguese, key)).as(key).isEqualTo(places(english, key));
        }
    }

    @Test
    void theTextsAreThoseThatThePagesUse() throws IOException {
        Set<String> used = new TreeSet<>(templates().flatMap(template -> USED.matcher(template).results())
                .map((MatchResult match) -> match.group(1)).toList());
        for (String word : new String[]{"read", "write", "admin"}) {
            used.add("scope." + word);
            used.add("scope." + word + ".short");
        }
        Arrays.stream(Notice.values()).forEach(notice -> used.add("notice." + notice));
        Arrays.stream(ErrorKind.values()).forEach(kind -> used.add("error." + kind + ".title"));
        Arrays.stream(ErrorKind.values()).forEach(kind -> used.add("error." + kind + ".help"));

        Arrays.stream(ConnectPage.State.values()).forEach(state -> used.add("connect.state." + state));
        Findings.all().forEach(check -> used.addAll(Findings.keys(check)));

        assertThat(new TreeSet<>(english.keys())).isEqualTo(used);
    }

    @Test
    void aValueThatLooksLikeAPlaceIsAValue() {
        assertThat(english.text("login.continue", "{0} $1 \\")).isEqualTo("to continue to {0} $1 \\");
    }

    @Test
    void rightToLeftTextKeepsToItsPlaceInASentence() {
        assertThat(english.text("login.continue", "שלום")).isEqualTo("to continue to \u2068שלום\u2069");
    }

    @Test
    void aScopeThatIsNotKnownIsNamedAsItIs() {
        assertThat(english.scope("write")).startsWith("Ask Codex");
        assertThat(english.scope("fly")).isEqualTo("fly");
        assertThat(portuguese.shortScope("fly")).isEqualTo("fly");
    }

    @Test
    void timesAreToldInUtcTheWayTheLanguageDoes() {
        Instant instant = Instant.parse("2026-08-01T23:30:00Z");

        assertThat(english.date(instant)).isEqualTo("Aug 1, 2026");
        assertThat(portuguese.date(instant)).isEqualTo("1 de ago. de 2026");
        assertThat(english.dateAndTime(instant)).isEqualTo("Aug 1, 2026, 23:30 UTC");
    }

    private static Stream<String> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/jte"))) {
            return files.collect(toMap(Function.identity(), PhrasesTest::read)).values().stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String raw(Phrases phrases, String key) {
        return phrases.text(key, "{0}", "{1}");
    }

    private static Set<String> places(Phrases phrases, String key) {
        return PLACE.matcher(raw(phrases, key)).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
