package dev.codexgateway.edge;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.DateTime;
import io.helidon.http.Header;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * An answer whose head is written before it is known what it will be: where hundreds wait for the same, and all are to have it
 * at once. What is left to be done then is to join bytes, and one write. Helidon would write each head only then, which is most
 * of the work, and several times as much while the process is young. For one thread.
 */
public final class Prepared {
    private final ServerResponse response;
    private final byte[] headers;

    private Prepared(ServerResponse response, byte[] headers) {
        this.response = response;
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
        return new Prepared(response, lines.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** @throws CloseConnectionException if the caller has gone */
    public void send(Status status, byte[] body) {
        byte[] line = ascii("HTTP/1.1 " + status.code() + ' ' + status.reasonPhrase() + "\r\nDate: ");
        byte[] length = ascii("Content-Length: " + body.length + "\r\n\r\n");
        byte[] whole = joined(line, DateTime.http1Bytes(), headers, length, body);
        try {
            Raw.begin(response, status.code()).write(whole, 0, whole.length);
        } catch (SocketWriterException | UncheckedIOException e) {
            throw CallerConnection.left();
        }
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
