package dev.codexgateway.edge;

import java.util.Arrays;

import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Fields;

/**
 * The first line and the headers of a request that is to be passed through and is as plain as nearly all are: whole in one
 * piece, without anything that could be understood in two ways or needs an answer before its body. Nothing is refused here:
 * what is not that plain is Helidon's to read. For one thread; used again for the next request.
 */
final class PlainHead extends Fields {
    /** A longer body may be answered before it has come, which Helidon sees to. */
    static final int MOST_BODY = 64 * 1024;

    private static final byte[][] METHODS = {Bytes.ascii("GET /v1/"), Bytes.ascii("POST /v1/"),
            Bytes.ascii("DELETE /v1/")};
    private static final byte[] VERSION = Bytes.ascii("HTTP/1.1\r\n");
    private static final byte[] HOST = Bytes.ascii("host");
    private static final byte[] CONNECTION = Bytes.ascii("connection");
    private static final byte[] KEEP_ALIVE = Bytes.ascii("keep-alive");
    private static final byte[] CONTENT_LENGTH = Bytes.ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = Bytes.ascii("transfer-encoding");
    private static final byte[] EXPECT = Bytes.ascii("expect");
    /** Of a browser's script, which is told more than others. */
    private static final byte[] ORIGIN = Bytes.ascii("origin");
    private static final byte[] UPGRADE = Bytes.ascii("upgrade");
    /** What Helidon knows itself, and takes from nobody. */
    private static final byte[] CERTIFICATE_NAME = Bytes.ascii("x-helidon-cn");

    private static final byte NAME = 1;
    private static final byte PATH = 2;
    private static final byte QUERY = 4;
    private static final byte AUTHORITY = 8;
    private static final byte[] KINDS = kinds();

    private int method;
    private int path;
    private int query;
    private int target;
    private int end;
    private int length;
    private boolean host;

    /** Whether a plain request to be passed through begins here, and its head is whole. */
    boolean parse(byte[] bytes) {
        begin(bytes);
        length = -1;
        host = false;
        int at = line(bytes);
        while (at > 0 && at + 1 < bytes.length && bytes[at] != '\r') {
            at = field(bytes, at);
        }
        end = at + 2;
        return at > 0 && end <= bytes.length && bytes[at + 1] == '\n' && host;
    }

    String method() {
        return switch (method) {
            case 0 -> "GET";
            case 1 -> "POST";
            default -> "DELETE";
        };
    }

    String path() {
        return text(path, query);
    }

    /** With its question mark; empty if there is none. */
    String query() {
        return query == target ? "" : text(query, target);
    }

    /** Of the body; below 0 if none is announced. */
    int length() {
        return length;
    }

    /** The place after the empty line. */
    int end() {
        return end;
    }

    @SuppressWarnings("deprecation")
    private String text(int from, int to) {
        return new String(bytes(), 0, from, to - from);
    }

    /** The place after the first line; 0 if it is not plain. */
    private int line(byte[] bytes) {
        method = 0;
        while (!begins(bytes, 0, METHODS[method])) {
            if (++method == METHODS.length) {
                return 0;
            }
        }
        int at = METHODS[method].length;
        path = at - 4;
        while (at < bytes.length && is(bytes[at], PATH)) {
            // A segment that begins with a dot, or is empty, may lead elsewhere.
            if (bytes[at - 1] == '/' && (bytes[at] == '.' || bytes[at] == '/')) {
                return 0;
            }
            at++;
        }
        query = at;
        if (at < bytes.length && bytes[at] == '?') {
            at = query(bytes, at + 1);
        }
        target = at;
        return at < bytes.length && bytes[at] == ' ' && begins(bytes, at + 1, VERSION)
                ? at + 1 + VERSION.length
                : 0;
    }

    private static int query(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && is(bytes[at], QUERY)) {
            if (bytes[at] == '%' && !(at + 2 < bytes.length && hex(bytes[at + 1]) && hex(bytes[at + 2]))) {
                return at;
            }
            at++;
        }
        return at;
    }

    /** The place after this header's line; 0 if it is not plain. */
    private int field(byte[] bytes, int from) {
        int colon = from;
        while (colon < bytes.length && is(bytes[colon], NAME)) {
            colon++;
        }
        if (colon == from || colon == bytes.length || bytes[colon] != ':' || count() == MOST) {
            return 0;
        }
        int valueFrom = colon + 1;
        while (valueFrom < bytes.length && blank(bytes[valueFrom])) {
            valueFrom++;
        }
        int lineEnd = valueFrom;
        while (lineEnd < bytes.length && (bytes[lineEnd] >= ' ' && bytes[lineEnd] < 127 || bytes[lineEnd] == '\t')) {
            lineEnd++;
        }
        if (lineEnd + 1 >= bytes.length || bytes[lineEnd] != '\r' || bytes[lineEnd + 1] != '\n') {
            return 0;
        }
        int valueTo = lineEnd;
        while (valueTo > valueFrom && blank(bytes[valueTo - 1])) {
            valueTo--;
        }
        add(from, colon, valueFrom, valueTo);
        return plain(bytes, from, colon, valueFrom, valueTo) ? lineEnd + 2 : 0;
    }

    /** Whether it is one of those that ask for nothing special; most are told apart by the lengths of their names. */
    private boolean plain(byte[] bytes, int from, int colon, int valueFrom, int valueTo) {
        return switch (colon - from) {
            case 4 -> !same(from, colon, HOST) || host(bytes, valueFrom, valueTo);
            case 6 -> !same(from, colon, EXPECT) && !same(from, colon, ORIGIN);
            case 7 -> !same(from, colon, UPGRADE);
            case 10 -> !same(from, colon, CONNECTION) || same(valueFrom, valueTo, KEEP_ALIVE);
            case 12 -> !same(from, colon, CERTIFICATE_NAME);
            case 14 -> !same(from, colon, CONTENT_LENGTH) || length(bytes, valueFrom, valueTo);
            case 17 -> !same(from, colon, TRANSFER_ENCODING);
            default -> true;
        };
    }

    private boolean host(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && is(bytes[at], AUTHORITY)) {
            at++;
        }
        boolean plain = !host && at > from && (at == to || bytes[at] == ':' && port(bytes, at + 1, to));
        host = true;
        return plain;
    }

    private static boolean port(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!digit(bytes[i])) {
                return false;
            }
        }
        return to > from && to - from <= 5;
    }

    private boolean length(byte[] bytes, int from, int to) {
        if (length >= 0 || to == from || to - from > 5) {
            return false;
        }
        int announced = 0;
        for (int i = from; i < to; i++) {
            if (!digit(bytes[i])) {
                return false;
            }
            announced = announced * 10 + bytes[i] - '0';
        }
        length = announced;
        return announced <= MOST_BODY;
    }

    private static boolean begins(byte[] bytes, int from, byte[] wanted) {
        return bytes.length - from >= wanted.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static boolean hex(byte b) {
        return Character.digit(b, 16) >= 0;
    }

    private static boolean is(byte b, byte kind) {
        return b >= 0 && (KINDS[b] & kind) != 0;
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        for (char c = 0; c < 128; c++) {
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                kinds[c] = NAME | PATH | QUERY | AUTHORITY;
            }
        }
        // RFC 9110 §5.6.2 and RFC 3986 §3, without whatever is read in more than one way.
        add(kinds, "!#$%&'*+-.^_`|~", NAME);
        add(kinds, "-._~/:@", PATH);
        add(kinds, "-._~/:@=&%,?!$'()*+;", QUERY);
        add(kinds, "-._", AUTHORITY);
        return kinds;
    }

    private static void add(byte[] kinds, String characters, byte kind) {
        for (int i = 0; i < characters.length(); i++) {
            kinds[characters.charAt(i)] |= kind;
        }
    }
}
