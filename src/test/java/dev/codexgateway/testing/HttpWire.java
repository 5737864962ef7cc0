package dev.codexgateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP/1.1 on the streams of one connection (RFC 9112), as much of it as a test's server needs. One thread may read while
 * another writes.
 */
final class HttpWire {
    private static final int LONGEST_LINE = 1 << 16;
    private static final int LARGEST_BODY = 1 << 26;
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");

    private final InputStream in;
    private final OutputStream out;

    HttpWire(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /** The next request, whole; empty when the client closed the connection between two requests. */
    Optional<Recorded> read() throws IOException {
        Optional<String> start = line();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = start.get().split(" ", -1);
        if (parts.length != 3) {
            throw new ProtocolException("Not a request line: " + start.get());
        }
        Map<String, String> headers = fields();
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            write(CONTINUE);
        }
        return Optional.of(new Recorded(parts[0], parts[1], headers, body(headers)));
    }

    void head(int status, Map<String, String> headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason(status))
                .append("\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        write(ascii(head.append("\r\n").toString()));
    }

    /** Writes at once, in one segment where it fits. */
    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void chunk(byte[] data) throws IOException {
        write(chunked(data).toByteArray());
    }

    /** The data and the end of the body, in one write: who has read the data can rely on the end being under way. */
    void lastChunk(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = data.length == 0 ? new ByteArrayOutputStream() : chunked(data);
        bytes.writeBytes(ascii("0\r\n\r\n"));
        write(bytes.toByteArray());
    }

    private static ByteArrayOutputStream chunked(byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length + 16);
        bytes.writeBytes(ascii(Integer.toHexString(data.length) + "\r\n"));
        bytes.writeBytes(data);
        bytes.writeBytes(ascii("\r\n"));
        return bytes;
    }

    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("Not a header: " + line);
            }
            fields.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                    (first, second) -> first + ", " + second);
        }
        return fields;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        return exactly(length(headers.getOrDefault("content-length", "0"), 10));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            if (!requiredLine().isEmpty() || body.size() > LARGEST_BODY) {
                throw new ProtocolException("A chunk does not end, or the body does not");
            }
        }
        fields();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return length(requiredLine().split(";", 2)[0].strip(), 16);
    }

    private static int length(String digits, int radix) throws ProtocolException {
        try {
            int length = Integer.parseUnsignedInt(digits, radix);
            if (length >= 0 && length <= LARGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ProtocolException("Not a length: " + digits);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private String requiredLine() throws IOException {
        return line().orElseThrow(EOFException::new);
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 && line.size() == 0) {
                return Optional.empty();
            }
            if (b < 0 || line.size() == LONGEST_LINE) {
                throw new EOFException();
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    /** Clients that compare a status do so with its usual phrase. */
    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Scripted";
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
