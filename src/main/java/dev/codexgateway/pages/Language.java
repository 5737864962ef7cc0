package dev.codexgateway.pages;

import java.util.List;
import java.util.Locale;
import java.util.Locale.LanguageRange;
import java.util.Optional;

/** A language that the pages speak. */
public enum Language {
    ENGLISH("en"), PORTUGUESE("pt-BR");

    /** Longer than any browser sends. */
    private static final int LONGEST = 500;

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /**
     * The language that a browser likes best (RFC 9110 §12.5.4): by weight, then by order. English when it likes neither or
     * sends something else.
     */
    public static Language of(Optional<String> acceptLanguage) {
        return acceptLanguage.filter(header -> header.length() <= LONGEST).flatMap(Language::best).orElse(ENGLISH);
    }

    /** The language tag (RFC 5646). */
    public String tag() {
        return tag;
    }

    Locale locale() {
        return Locale.forLanguageTag(tag);
    }

    private static Optional<Language> best(String header) {
        return ranges(header).stream().filter(range -> range.getWeight() > 0)
                .flatMap(range -> spoken(range.getRange()).stream()).findFirst();
    }

    /** The header's ranges, dearest first; none if it is malformed. */
    private static List<LanguageRange> ranges(String header) {
        try {
            return LanguageRange.parse(header);
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }

    private static Optional<Language> spoken(String range) {
        return switch (range.split("-", 2)[0]) {
            case "en", "*" -> Optional.of(ENGLISH);
            case "pt" -> Optional.of(PORTUGUESE);
            default -> Optional.empty();
        };
    }
}
