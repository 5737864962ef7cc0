package dev.codexgateway.proxy;

/**
 * JSON that passes in whatever pieces it comes. Skips its texts but for those that are wanted, of which it holds the
 * beginning, and leaves all else to whoever reads it. What is no JSON is not told: it is not checked. For one thread.
 */
abstract class PassingJson {
    static final int LONGEST = 256;

    private final byte[] text = new byte[LONGEST];
    private int length;
    private boolean inText;
    private boolean wanted;
    private boolean escape;
    private boolean escaped;

    void feed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (inText && !wanted && !escape) {
                i = skip(bytes, i, to);
                if (i == to) {
                    return;
                }
            }
            byte b = bytes[i++];
            if (inText) {
                text(b);
            } else {
                token(b);
            }
        }
    }

    /** A byte outside of texts; the quotation mark before one must be answered by {@link #begin}. */
    abstract void token(byte b);

    /** The end of a text or name. */
    abstract void ended();

    /** @param wanted whether the text that begins is to be held */
    final void begin(boolean wanted) {
        this.wanted = wanted;
        inText = true;
        escape = false;
        escaped = false;
        length = 0;
    }

    /** Forgets a text in which the last object broke off. */
    final void reset() {
        begin(false);
        inText = false;
    }

    /** The text that ended, as far as {@link #length} goes. */
    final byte[] text() {
        return text;
    }

    /** Of a text that was wanted; one more than {@link #LONGEST} if it was longer. */
    final int length() {
        return length;
    }

    /** Whether the text that ended was written with escapes, and could be any. */
    final boolean escaped() {
        return escaped;
    }

    /** To the next byte of a text that matters. */
    private static int skip(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private void text(byte b) {
        if (escape) {
            escape = false;
        } else if (b == '\\') {
            escape = true;
            escaped = true;
        } else if (b == '"') {
            inText = false;
            ended();
        } else if (wanted) {
            if (length < LONGEST) {
                text[length++] = b;
            } else {
                // Too long for any use: what follows is skipped.
                length = LONGEST + 1;
                wanted = false;
            }
        }
    }
}
