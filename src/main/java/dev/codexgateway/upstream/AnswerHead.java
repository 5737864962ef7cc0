package dev.codexgateway.upstream;

import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Fields;

/**
 * The status line and headers of an answer (RFC 9112 §4, §5). What two readers could understand in two ways is refused. For
 * one thread; used again for the next answer.
 */
public final class AnswerHead extends Fields {
    private int status;
    private int end;
    private boolean old;

    private boolean close;
    private boolean chunked;
    private long contentLength;

    public int status() {
        return status;
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

    /**
     * Reads what there is.
     *
     * @return whether the head is complete
     * @throws UpstreamFault if it is none
     */
    boolean parse(byte[] read, int from, int to) {
        begin(read);
        close = false;
        chunked = false;
        contentLength = -1;
        int line = from;
        int feed = feed(read, line, to);
        if (feed < 0) {
            return false;
        }
        status(read, line, lineEnd(read, line, feed));
        while (true) {
            line = feed + 1;
            feed = feed(read, line, to);
            if (feed < 0) {
                return false;
            }
            int lineEnd = lineEnd(read, line, feed);
            if (lineEnd == line) {
                end = feed + 1;
                checkFraming();
                return true;
            }
            header(read, line, lineEnd);
        }
    }

    private void checkFraming() {
        require(!(chunked && contentLength >= 0) && !(chunked && old));
    }

    private static int feed(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static int lineEnd(byte[] bytes, int from, int feed) {
        return feed > from && bytes[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private void status(byte[] bytes, int from, int to) {
        require(to - from >= 12 && bytes[from] == 'H' && bytes[from + 1] == 'T' && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P' && bytes[from + 4] == '/' && bytes[from + 5] == '1' && bytes[from + 6] == '.'
                && digit(bytes[from + 7]) && bytes[from + 8] == ' ' && digit(bytes[from + 9]) && digit(bytes[from + 10])
                && digit(bytes[from + 11]) && (to - from == 12 || bytes[from + 12] == ' '));
        old = bytes[from + 7] == '0';
        status = (bytes[from + 9] - '0') * 100 + (bytes[from + 10] - '0') * 10 + bytes[from + 11] - '0';
        require(status >= 100 && status < 600);
    }

    private void header(byte[] bytes, int from, int to) {
        require(count() < MOST);
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
        add(from, colon, valueFrom, valueTo);
        framing(bytes, from, colon, valueFrom, valueTo);
    }

    /** What decides where the answer ends; lengths of names tell most of the others apart at once. */
    private void framing(byte[] bytes, int from, int colon, int valueFrom, int valueTo) {
        switch (colon - from) {
            case 14 -> {
                if (same(from, colon, Words.CONTENT_LENGTH)) {
                    long length = length(bytes, valueFrom, valueTo);
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
                    close |= hasToken(bytes, valueFrom, valueTo, Words.CLOSE);
                }
            }
            default -> {
            }
        }
    }

    private static long length(byte[] bytes, int from, int to) {
        require(to > from && to - from <= 18);
        long length = 0;
        for (int i = from; i < to; i++) {
            require(digit(bytes[i]));
            length = length * 10 + bytes[i] - '0';
        }
        return length;
    }

    private boolean hasToken(byte[] bytes, int from, int to, byte[] token) {
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

    private static void require(boolean condition) {
        if (!condition) {
            throw new UpstreamFault(Reason.PROTOCOL);
        }
    }

    private static final class Words {
        private static final byte[] CONTENT_LENGTH = Bytes.ascii("content-length");
        private static final byte[] TRANSFER_ENCODING = Bytes.ascii("transfer-encoding");
        private static final byte[] CHUNKED = Bytes.ascii("chunked");
        private static final byte[] CONNECTION = Bytes.ascii("connection");
        private static final byte[] CLOSE = Bytes.ascii("close");

        private Words() {}
    }
}
