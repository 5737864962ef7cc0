package dev.codexgateway.api;

import java.util.Optional;

/**
 * A part of an answer that fits into what its reader takes. Offsets count Unicode code points, so that no part begins or ends within
 * a character.
 *
 * @param offset where it begins
 * @param length of the whole answer
 * @param next   where the next part begins; empty if this is the last
 */
record ContentPage(String text, int offset, int length, Optional<Integer> next) {

    /**
     * Cuts a part out.
     *
     * @param offset where it begins; beyond the end there is nothing
     * @param room   how many characters it may have in JSON, escapes counted; at least 12 for it to get on
     */
    static ContentPage of(String content, int offset, int room) {
        int length = content.codePointCount(0, content.length());
        int begin = content.offsetByCodePoints(0, Math.min(offset, length));
        int end = begin;
        int used = 0;
        while (end < content.length()) {
            int character = content.codePointAt(end);
            used += inJson(character);
            if (used > room) {
                break;
            }
            end += Character.charCount(character);
        }
        String text = content.substring(begin, end);
        return new ContentPage(text, offset, length, end == content.length()
                ? Optional.empty()
                : Optional.of(offset + text.codePointCount(0, text.length())));
    }

    /** How many UTF-16 units a character takes in a JSON string (RFC 8259 §7), when only what must be is escaped. */
    private static int inJson(int character) {
        return switch (character) {
            case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
            default -> character < ' ' ? 6 : Character.charCount(character);
        };
    }
}
