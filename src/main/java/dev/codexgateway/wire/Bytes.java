package dev.codexgateway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes, in which messages of HTTP/1.1 are written. For one thread. */
public final class Bytes {
    private static final byte[] DIGITS = ascii("0123456789abcdef");

    private byte[] array;
    private int length;

    public Bytes(int capacity) {
        this.array = new byte[capacity];
    }

    /** The bytes of a text that is ASCII. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What was written begins at 0 and ends before {@link #length}. Another array after each writing. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    public Bytes clear() {
        length = 0;
        return this;
    }

    /** Text whose characters are below 256, a byte each: the only encoder that copies without looking. */
    @SuppressWarnings("deprecation")
    public Bytes text(String text) {
        int more = text.length();
        reserve(more);
        text.getBytes(0, more, array, length);
        length += more;
        return this;
    }

    public Bytes bytes(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, array, length, to - from);
        length += to - from;
        return this;
    }

    public Bytes bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /** A number that is not negative, in decimal digits. */
    public Bytes number(long number) {
        reserve(20);
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A number that is not negative, in hexadecimal digits, before the place {@code end}; where they begin. */
    public static int hexBefore(byte[] bytes, int end, int number) {
        int at = end;
        int rest = number;
        do {
            bytes[--at] = DIGITS[rest & 15];
            rest >>>= 4;
        } while (rest != 0);
        return at;
    }

    /** Room for this many bytes more, from {@link #length} on. */
    public void reserve(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
        }
    }

    /** That so many were written into the room from {@link #length} on. */
    public void wrote(int more) {
        length += more;
    }
}
