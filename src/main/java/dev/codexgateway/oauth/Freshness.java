package dev.codexgateway.oauth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.codexgateway.fetch.Document;

/**
 * How long a copy of a document is believed: as its server says (RFC 9111 §4.2), but at least for a minute, so that a person who
 * signs in does not make us ask at each step, and at most for a day, so that a mistake does not stay.
 */
final class Freshness {
    static final Duration LEAST = Duration.ofMinutes(1);
    static final Duration MOST = Duration.ofDays(1);
    /** Where the server says nothing. */
    static final Duration UNSAID = Duration.ofMinutes(10);
    private static final Pattern NOT_KEPT = Pattern.compile("(^|[\\s,])no-(store|cache)($|[\\s,=])");
    private static final Pattern MAX_AGE = Pattern.compile("(^|[\\s,])max-age\\s*=\\s*\"?(\\d{1,9})");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private Freshness() {}

    static Duration of(Document document, Instant now) {
        Duration said = said(document, now).orElse(UNSAID);
        return said.compareTo(LEAST) < 0 ? LEAST : said.compareTo(MOST) > 0 ? MOST : said;
    }

    private static Optional<Duration> said(Document document, Instant now) {
        String control = document.field("cache-control").orElse("").toLowerCase(Locale.ROOT);
        if (NOT_KEPT.matcher(control).find()) {
            return Optional.of(LEAST);
        }
        Matcher maxAge = MAX_AGE.matcher(control);
        return maxAge.find()
                ? Optional.of(Duration.ofSeconds(Long.parseLong(maxAge.group(2))).minus(age(document)))
                : document.field("expires").map(date -> until(date, now));
    }

    private static Duration age(Document document) {
        return document.field("age").filter(text -> SECONDS.matcher(text).matches())
                .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(Duration.ZERO);
    }

    /** What is no date, such as 0, has passed (RFC 9111 §5.3). */
    private static Duration until(String date, Instant now) {
        try {
            return Duration.between(now, Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
        } catch (DateTimeException e) {
            return LEAST;
        }
    }
}
