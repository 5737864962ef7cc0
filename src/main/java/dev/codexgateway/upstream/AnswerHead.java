package dev.codexgateway.upstream;

import java.util.Arrays;

import dev.codexgateway.upstream.UpstreamFault.Reason;

/**
 * The status line and headers of an answer (RFC 9112 §4, §5), as places in the array that they were read into: a copy of
 * each would cost more than all the rest of the reading. What two readers could understand in two ways is refused. For one
 * thread; used again for the next answer.
 */
public final class AnswerHead {
    private static final int MOST_HEADERS = 100;
    private static final int PER_HEADER = 4;

    private final int[] places = new int[MOST_HEADERS * PER_HEADER];
    private byte[] bytes = new byte[0];
    private int count;
    private int status;
    private int end;
    private boolean old;

    private boolean close;
    private boolean chunked;
    private long contentLength;

    public int status() {
        return status;
    }

    /** How many headers there are. */
    public int count() {
        return count;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int nameFrom(int header) {
        return places[header * PER_HEADER];
    }

    public int nameTo(int header) {
        return places[header * PER_HEADER + 1];
    }

    public int valueFrom(int header) {
        return places[header * PER_HEADER + 2];
    }

    public int valueTo(int header) {
        return places[header * PER_HEADER + 3];
    }

    /** The announced length of the body, below 0 if there is none. */
    public long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    /** Whether the connection ends with the answer. */
    boolean close() {
        return close || old;
    }

    /** The place after the empty line. */
    int end() {
        return end;
    }

    /** Whether this header has this name, which is in lower case. */
    public boolean named(int header, byte[] name) {
        return same(nameFrom(header), nameTo(header), name);
    }

    /** Whether this header's name begins so, in lower case. */
    public boolean namedFrom(int header, byte[] prefix) {
        int from = nameFrom(header);
        return nameTo(header) - from >= prefix.length && same(from, from + prefix.length, prefix);
    }

    /** Whether there is a header of this name. */
    public boolean has(byte[] name) {
        return first(name) >= 0;
    }

    /** Whether the value of the first header of this name begins so, whatever the case. */
    public boolean valueBegins(byte[] name, byte[] prefix) {
        int header = first(name);
        return header >= 0 && valueTo(header) - valueFrom(header) >= prefix.length
                && same(valueFrom(header), valueFrom(header) + prefix.length, prefix);
    }

    private int first(byte[] name) {
        for (int i = 0; i < count; i++) {
            if (named(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean same(int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /**
     * Reads what there is.
     *
     * @return whether the head is complete
     * @throws UpstreamFault if it is none
     */
    boolean parse(byte[] read, int from, int to) {
        bytes = read;
        count = 0;
        close = false;
        chunked = false;
        contentLength = -1;
        int line = from;
        int feed = feed(line, to);
        if (feed < 0) {
            return false;
        }
        status(line, lineEnd(line, feed));
        while (true) {
            line = feed + 1;
            feed = feed(line, to);
            if (feed < 0) {
                return false;
            }
            int lineEnd = lineEnd(line, feed);
            if (lineEnd == line) {
                end = feed + 1;
                checkFraming();
                return true;
            }
            header(line, lineEnd);
        }
    }

    private void checkFraming() {
        require(!(chunked && contentLength >= 0) && !(chunked && old));
    }

    private int feed(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private int lineEnd(int from, int feed) {
        return feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private void status(int from, int to) {
        require(to - from >= 12 && bytes[from] == 'H' && bytes[from + 1] == 'T' && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P' && bytes[from + 4] == '/' && bytes[from + 5] == '1' && bytes[from + 6] == '.'
                && digit(bytes[from + 7]) && bytes[from + 8] == ' ' && digit(bytes[from + 9]) && digit(bytes[from + 10])
                && digit(bytes[from + 11]) && (to - from == 12 || bytes[from + 12] == ' '));
        old = bytes[from + 7] == '0';
        status = (bytes[from + 9] - '0') * 100 + (bytes[from + 10] - '0') * 10 + bytes[from + 11] - '0';
        require(status >= 100 && status < 600);
    }

    private void header(int from, int to) {
        require(count < MOST_HEADERS);
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            require(bytes[colon] > ' ' && bytes[colon] < 127);
            colon++;
        }
        require(colon > from && colon < to);
        int valueFrom = colon + 1;
        int valueTo = to;
        while (valueFrom < valueTo && blank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && blank(bytes[valueTo - 1])) {
            valueTo--;
        }
        for (int i = valueFrom; i < valueTo; i++) {
            byte b = bytes[i];
            require((b >= ' ' || b < 0 || b == '\t') && b != 127);
        }
        int at = count++ * PER_HEADER;
        places[at] = from;
        places[at + 1] = colon;
        places[at + 2] = valueFrom;
        places[at + 3] = valueTo;
        framing(from, colon, valueFrom, valueTo);
    }

    /** What decides where the answer ends; lengths of names tell most of the others apart at once. */
    private void framing(int from, int colon, int valueFrom, int valueTo) {
        switch (colon - from) {
            case 14 -> {
                if (same(from, colon, Words.CONTENT_LENGTH)) {
                    long length = length(valueFrom, valueTo);
                    require(contentLength < 0 || contentLength == length);
                    contentLength = length;
                }
            }
            case 17 -> {
                if (same(from, colon, Words.TRANSFER_ENCODING)) {
                    require(!chunked && same(valueFrom, valueTo, Words.CHUNKED));
                    chunked = true;
                }
            }
            case 10 -> {
                if (same(from, colon, Words.CONNECTION)) {
                    close |= hasToken(valueFrom, valueTo, Words.CLOSE);
                }
            }
            default -> {
            }
        }
    }

    private long length(int from, int to) {
        require(to > from && to - from <= 18);
        long length = 0;
        for (int i = from; i < to; i++) {
            require(digit(bytes[i]));
            length = length * 10 + bytes[i] - '0';
        }
        return length;
    }

    private boolean hasToken(int from, int to, byte[] token) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || bytes[i] == ',') {
                int first = start;
                int last = i;
                while (first < last && blank(bytes[first])) {
                    first++;
                }
                while (last > first && blank(bytes[last - 1])) {
                    last--;
                }
                if (same(first, last, token)) {
                    return true;
                }
                start = i + 1;
            }
        }
        return false;
    }

    private static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean blank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new UpstreamFault(Reason.PROTOCOL);
        }
    }

    /** So that nothing of one answer is there in the next. */
    void forget() {
        Arrays.fill(places, 0, count * PER_HEADER, 0);
        count = 0;
        bytes = new byte[0];
    }

    private static final class Words {
        private static final byte[] CONTENT_LENGTH = ascii("content-length");
        private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
        private static final byte[] CHUNKED = ascii("chunked");
        private static final byte[] CONNECTION = ascii("connection");
        private static final byte[] CLOSE = ascii("close");

        private Words() {}

        private static byte[] ascii(String text) {
            return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        }
    }
}
