package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Every text of one language, from {@code <tag>.properties}, and how it tells the time. Immutable. */
final class Phrases {
    private static final Pattern PLACE = Pattern.compile("\\{([0-9])}");

    private final Language language;
    private final Properties texts;
    private final DateTimeFormatter date;

    private Phrases(Language language, Properties texts) {
        this.language = language;
        this.texts = texts;
        this.date = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(language.locale())
                .withZone(ZoneOffset.UTC);
    }

    static Phrases read(Language language) {
        Properties texts = new Properties();
        try (InputStream in = Objects.requireNonNull(
                Phrases.class.getResourceAsStream(language.tag() + ".properties"))) {
            texts.load(new InputStreamReader(in, UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return new Phrases(language, texts);
    }

    String tag() {
        return language.tag();
    }

    Set<String> keys() {
        return texts.stringPropertyNames();
    }

    /** The text, with the foreign values in the places {0}, {1} and so on. */
    String text(String key, String... values) {
        return find(key, values)
                .orElseThrow(() -> new IllegalArgumentException("No text " + key + " in " + tag()));
    }

    /** The text, if there is one. */
    Optional<String> find(String key, String... values) {
        return Optional.ofNullable(texts.getProperty(key)).map(text -> filled(text, values));
    }

    private static String filled(String text, String... values) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(
                Shown.inSentence(values[Integer.parseInt(place.group(1))])));
    }

    /** What a scope allows; a word that is not known is shown as it is. */
    String scope(String word) {
        return texts.getProperty("scope." + word, Shown.of(word));
    }

    /** A scope in a word or two. */
    String shortScope(String word) {
        return texts.getProperty("scope." + word + ".short", Shown.of(word));
    }

    String date(Instant instant) {
        return date.format(instant);
    }

    String dateAndTime(Instant instant) {
        return date(instant) + ", " + DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC)
                .format(instant);
    }
}
