package dev.codexgateway.pages;

import java.text.Bidi;
import java.util.regex.Pattern;

/**
 * A foreign value as it may be shown to a person. Escaping keeps it from becoming markup; this keeps it from looking like
 * something else: characters that reorder text or cannot be seen become U+FFFD, as the host of a callback is what a person
 * decides by.
 */
final class Shown {
    private static final Pattern DECEPTIVE = Pattern.compile(
            "[\\p{Cc}\\p{Zl}\\p{Zp}\\u00AD\\u061C\\u180E\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u206F\\uFEFF]");

    private Shown() {}

    static String of(String value) {
        return DECEPTIVE.matcher(value).replaceAll("\uFFFD");
    }

    /** For the middle of a sentence: right-to-left text is isolated, so that it does not reorder what stands around it. */
    static String inSentence(String value) {
        String shown = of(value);
        char[] characters = shown.toCharArray();
        return Bidi.requiresBidi(characters, 0, characters.length) ? "\u2068" + shown + "\u2069" : shown;
    }
}
