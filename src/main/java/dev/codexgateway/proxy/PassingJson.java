package dev.codexgateway.proxy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;

/**
 * JSON that passes in whatever pieces it comes. Goes over its texts eight bytes at a time, and over its literals unless they
 * are asked for; leaves all else to whoever reads it. What is no JSON is not told: it is not checked. For one thread.
 */
abstract class PassingJson {
    static final int LONGEST = 256;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final boolean[] TOKEN = tokens();

    private byte @Nullable [] begun;
    private int length;
    private boolean inText;
    private boolean wanted;
    private boolean escape;
    private boolean escaped;
    private boolean literals;

    void feed(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (inText) {
                i = text(bytes, i, to);
            } else if (literals || TOKEN[bytes[i] & 0xFF]) {
                token(bytes[i++]);
            } else {
                i++;
            }
        }
    }

    /**
     * A byte outside of texts that is no literal's and no white space, or any if {@link #literals} are wanted; the quotation
     * mark before a text must be answered by {@link #begin}.
     */
    abstract void token(byte b);

    /** The end of a text or name that was wanted, and what it is unless it is {@link #overlong}. */
    abstract void ended(byte[] bytes, int from, int to);

    /** @param wanted whether the text that begins is to be given to {@link #ended} */
    final void begin(boolean wanted) {
        this.wanted = wanted;
        inText = true;
        escape = false;
        escaped = false;
        length = 0;
    }

    /** @param wanted whether from here on each byte outside of texts is a {@link #token} */
    final void literals(boolean wanted) {
        literals = wanted;
    }

    /** Forgets a text in which the last object broke off. */
    final void reset() {
        begin(false);
        inText = false;
        literals = false;
    }

    /** Whether the text that ended was longer than {@link #LONGEST}. */
    final boolean overlong() {
        return length > LONGEST;
    }

    /** Whether the text that ended was written with escapes, and could be any. */
    final boolean escaped() {
        return escaped;
    }

    private int text(byte[] bytes, int from, int to) {
        if (escape) {
            escape = false;
            return from + 1;
        }
        int end = find(bytes, from, to);
        boolean last = end < to && bytes[end] == '"';
        inText = !last;
        if (wanted && last && length == 0 && end - from <= LONGEST) {
            ended(bytes, from, end);
        } else if (wanted) {
            hold(bytes, from, end);
            if (last) {
                ended(held(), 0, Math.min(length, LONGEST));
            }
        }
        if (!last && end < to) {
            escape = true;
            escaped = true;
        }
        return Math.min(end + 1, to);
    }

    /** Of a text that is too long for any use, no more is held. */
    private void hold(byte[] bytes, int from, int to) {
        int more = to - from;
        if (length + more > LONGEST) {
            length = LONGEST + 1;
        } else {
            System.arraycopy(bytes, from, held(), length, more);
            length += more;
        }
    }

    private byte[] held() {
        byte[] held = begun;
        if (held == null) {
            held = new byte[LONGEST];
            begun = held;
        }
        return held;
    }

    /**
     * The next quotation mark or backslash. Of eight bytes at once, those are found that are zero after what is looked for
     * was taken out of them bit by bit: where one is, subtracting 1 borrows into its highest bit.
     */
    private static int find(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(bytes, i);
            long quotes = word ^ QUOTES;
            long backslashes = word ^ BACKSLASHES;
            long found = ((quotes - ONES & ~quotes) | (backslashes - ONES & ~backslashes)) & HIGHS;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private static boolean[] tokens() {
        boolean[] tokens = new boolean[256];
        for (char token : "\"{}[]:,\0".toCharArray()) {
            tokens[token] = true;
        }
        return tokens;
    }
}
