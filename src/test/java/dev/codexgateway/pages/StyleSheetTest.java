package dev.codexgateway.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contrasts that WCAG 2.2 AA demands, by light and in the dark. */
class StyleSheetTest {
    private static final Pattern COLOUR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");

    @ParameterizedTest
    @Tag("wcag-1.4.3")
    @CsvSource({"text, page", "text, card", "text, field", "text, hover", "text, chip", "muted, page", "muted, card",
            "muted, chip", "accent, page", "accent-strong, page", "accent-strong, card",
            "accent, card", "accent-strong, hover", "on-accent, accent", "on-accent, accent-strong", "bad, card",
            "bad, bad-back", "good, good-back", "caution, caution-back"})
    void textCanBeRead(String text, String ground) {
        assertThat(contrast(text, ground, false)).isGreaterThanOrEqualTo(4.5);
        assertThat(contrast(text, ground, true)).isGreaterThanOrEqualTo(4.5);
    }

    @ParameterizedTest
    @Tag("wcag-1.4.11")
    @CsvSource({"edge, card", "edge, field", "accent, page", "accent, card"})
    void fieldsButtonsAndTheFocusCanBeSeen(String line, String ground) {
        assertThat(contrast(line, ground, false)).isGreaterThanOrEqualTo(3);
        assertThat(contrast(line, ground, true)).isGreaterThanOrEqualTo(3);
    }

    private static double contrast(String first, String second, boolean dark) {
        Map<String, String> colours = colours(dark);
        double one = luminance(colours.get(first));
        double other = luminance(colours.get(second));
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static Map<String, String> colours(boolean dark) {
        String[] sheet = new String(Samples.PAGES.styleSheet(), UTF_8).split("@media \\(prefers-color-scheme: dark\\)");
        Map<String, String> colours = new HashMap<>();
        COLOUR.matcher(sheet[dark ? 1 : 0]).results().forEach(match -> colours.put(match.group(1), match.group(2)));
        return colours;
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 0) + 0.7152 * channel(colour, 2) + 0.0722 * channel(colour, 4);
    }

    private static double channel(String colour, int at) {
        double value = Integer.parseInt(colour.substring(at, at + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
