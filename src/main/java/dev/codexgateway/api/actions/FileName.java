package dev.codexgateway.api.actions;

/** The name of a file that came from outside, made fit for a prompt and for an error's text. */
final class FileName {
    private static final int LONGEST = 255;
    private static final String NAMELESS = "file";

    private FileName() {}

    /** Without folders, and without what cannot be seen or changes how the rest is read. */
    static String clean(String name) {
        StringBuilder clean = new StringBuilder();
        name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).codePoints()
                .filter(FileName::shown)
                .takeWhile(c -> clean.length() + Character.charCount(c) <= LONGEST)
                .forEachOrdered(clean::appendCodePoint);
        String text = clean.toString().strip();
        return text.isBlank() ? NAMELESS : text;
    }

    private static boolean shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
                false;
            default -> character != '"';
        };
    }
}
