package dev.codexgateway.edge;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DateTime;
import io.helidon.http.Header;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * An answer whose head is written before it is known what it will be: where hundreds wait for the same, and all are to have it
 * at once. What is left to be done then is to join bytes, and one write, which whoever knows the answer can do for the thread
 * that waits for it. Helidon would write each head only then and each on its own thread, which is most of the work, and several
 * times as much while the process is young.
 */
public final class Prepared {
    /** What a connection that waits for an answer takes without waiting for its reader: systems keep at least this. */
    private static final int TAKEN_AT_ONCE = 16 * 1024;

    private final ServerResponse response;
    private final DataWriter connection;
    private final byte[] headers;
    private boolean sent;
    private boolean left;

    private Prepared(ServerResponse response, DataWriter connection, byte[] headers) {
        this.response = response;
        this.connection = connection;
        this.headers = headers;
    }

    /** With the headers that the answer has now; none that comes later will be sent. */
    public static Prepared of(ServerRequest request, ServerResponse response) {
        Raw.endIfAsked(request, response);
        StringBuilder lines = new StringBuilder();
        for (Header header : response.headers()) {
            for (String value : header.allValues()) {
                lines.append(header.headerName().defaultCase()).append(": ").append(value).append("\r\n");
            }
        }
        return new Prepared(response, CallerConnection.current().dataWriter(),
                lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Sends the answer, if it is one that can be sent without waiting and none was sent. For any thread; the one that serves the
     * request has yet to {@link #send}.
     */
    public void offer(Status status, byte[] body) {
        if (headers.length + body.length < TAKEN_AT_ONCE) {
            sendOnce(status, body);
        }
    }

    /**
     * Sends the answer, if none was sent. For the thread that serves the request.
     *
     * @throws CloseConnectionException if the caller has gone
     */
    public void send(Status status, byte[] body) {
        Raw.begin(response, status.code());
        if (!sendOnce(status, body)) {
            throw CallerConnection.left();
        }
    }

    /** Whether the caller is there. */
    private synchronized boolean sendOnce(Status status, byte[] body) {
        if (!sent) {
            sent = true;
            try {
                connection.writeNow(BufferData.create(whole(status, body)));
            } catch (SocketWriterException | UncheckedIOException e) {
                left = true;
            }
        }
        return !left;
    }

    private byte[] whole(Status status, byte[] body) {
        byte[] line = ascii("HTTP/1.1 " + status.code() + ' ' + status.reasonPhrase() + "\r\nDate: ");
        byte[] length = ascii("Content-Length: " + body.length + "\r\n\r\n");
        return joined(line, DateTime.http1Bytes(), headers, length, body);
    }

    private static byte[] joined(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
