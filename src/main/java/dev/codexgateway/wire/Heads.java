package dev.codexgateway.wire;

import io.helidon.http.DateTime;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;

/** Writes what the heads of messages are made of (RFC 9112 §2 to §6). */
public final class Heads {
    private static final byte[] OK = Bytes.ascii("HTTP/1.1 200 OK\r\nDate: ");
    private static final byte[] VERSION = Bytes.ascii("HTTP/1.1 ");
    private static final byte[] DATE = Bytes.ascii("\r\nDate: ");
    private static final byte[] COLON = Bytes.ascii(": ");
    private static final byte[] END_OF_LINE = Bytes.ascii("\r\n");
    private static final byte[] CHUNKED = Bytes.ascii("Transfer-Encoding: chunked\r\n\r\n");
    private static final byte[] CONTENT_LENGTH = Bytes.ascii("Content-Length: ");
    private static final byte[] END = Bytes.ascii("\r\n\r\n");

    private Heads() {}

    /**
     * How an answer begins: the status line, the date, and headers, of which there may be more.
     *
     * @param headers but for {@code Content-Length}, which is left out
     */
    public static void answer(Bytes out, int status, Headers headers) {
        if (status == 200) {
            out.bytes(OK);
        } else {
            out.bytes(VERSION).number(status).text(" ").text(Status.create(status).reasonPhrase()).bytes(DATE);
        }
        out.bytes(DateTime.http1Bytes());
        for (Header header : headers) {
            if (!header.headerName().equals(HeaderNames.CONTENT_LENGTH)) {
                lines(out, header);
            }
        }
    }

    private static void lines(Bytes out, Header header) {
        String name = header.headerName().defaultCase();
        if (header.valueCount() == 1) {
            line(out, name, header.get());
        } else {
            header.allValues().forEach(value -> line(out, name, value));
        }
    }

    private static void line(Bytes out, String name, String value) {
        out.text(name).bytes(COLON).text(value).bytes(END_OF_LINE);
    }

    /** A field of another message, as it stands there. */
    public static void field(Bytes out, Fields fields, int field) {
        out.bytes(fields.bytes(), fields.nameFrom(field), fields.nameTo(field)).bytes(COLON)
                .bytes(fields.bytes(), fields.valueFrom(field), fields.valueTo(field)).bytes(END_OF_LINE);
    }

    /**
     * What says where the body ends, and the empty line.
     *
     * @param length of the body, {@link Call#NO_BODY} or {@link Call#UNKNOWN_LENGTH}: then it comes in chunks
     */
    public static void end(Bytes out, long length) {
        if (length == Call.NO_BODY) {
            out.bytes(END_OF_LINE);
        } else if (length == Call.UNKNOWN_LENGTH) {
            out.bytes(CHUNKED);
        } else {
            out.bytes(CONTENT_LENGTH).number(length).bytes(END);
        }
    }
}
