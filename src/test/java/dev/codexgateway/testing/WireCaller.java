package dev.codexgateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A caller on a plain socket, for requests that no HTTP client would send, who sees how an answer is framed and whether it ends
 * as it should. Waits at most twenty seconds for anything.
 */
public final class WireCaller implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    private WireCaller(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static WireCaller to(GatewayFixture gateway) {
        return to(gateway.gateway().port());
    }

    public static WireCaller to(int port) {
        try {
            return new WireCaller(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a call's head: a good credential is in it, the empty line at its end is not. */
    public static String rpc(String... furtherHeaders) {
        return "POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + GatewayFixture.KEY + "\r\n"
                + lines(furtherHeaders);
    }

    /** A request with a good credential. */
    public static byte[] request(String method, String target, String body, String... headers) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
                + GatewayFixture.KEY
                + "\r\n" + (body.isEmpty()
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: "
                                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n")
                + lines(headers) + "\r\n" + body;
        return head.getBytes(StandardCharsets.UTF_8);
    }

    private static String lines(String... headers) {
        return Stream.of(headers).map(line -> line + "\r\n").collect(Collectors.joining());
    }

    /** The usual one: to create a response. */
    public WireCaller post(String body, String... headers) {
        return send(request("POST", "/v1/responses", body, headers));
    }

    public WireCaller send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public WireCaller send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends no more but still listens. */
    public WireCaller finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer, {@code 100 Continue} included, whole or as far as it came. */
    public Received receive() {
        return receive(head());
    }

    /** The next answer; empty if the connection ends without one. */
    public Optional<Received> received() {
        try {
            return Optional.of(receive());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                throw e;
            }
            return Optional.empty();
        }
    }

    public String head() {
        try {
            StringBuilder head = new StringBuilder();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("ended in the head: " + head);
                }
                head.append((char) b);
            }
            return head.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Received receive(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head.substring(9, 12));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = true;
        try {
            if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
                whole = chunks(body);
            } else if (lower.contains("\r\ncontent-length: ")) {
                String rest = lower.substring(lower.indexOf("\r\ncontent-length: ") + 18);
                int length = Integer.parseInt(rest.substring(0, rest.indexOf('\r')));
                byte[] bytes = in.readNBytes(length);
                body.write(bytes);
                whole = bytes.length == length;
            }
        } catch (IOException e) {
            whole = false;
        }
        return new Received(status, head, body.toByteArray(), whole);
    }

    /** The next chunk; empty at the end, clean or not. */
    public Optional<byte[]> chunk() throws IOException {
        String size = line();
        if (size.isEmpty()) {
            return Optional.empty();
        }
        byte[] data = in.readNBytes(Integer.parseInt(size, 16));
        line();
        return data.length == 0 ? Optional.empty() : Optional.of(data);
    }

    private boolean chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = line();
            if (size.isEmpty()) {
                return false;
            }
            int length = Integer.parseInt(size, 16);
            byte[] data = in.readNBytes(length);
            body.write(data);
            if (data.length < length || !line().isEmpty()) {
                return false;
            }
            if (length == 0) {
                return true;
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** Whether the gateway ends the connection, with nothing more said. */
    public boolean ended() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away politely. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes away at once. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param whole whether the answer ended as its framing says it must
     */
    public record Received(int status, String head, byte[] body, boolean whole) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The header of this name; a repeated one's values are joined with commas. */
        public Optional<String> header(String name) {
            return Optional.ofNullable(headers().get(name));
        }

        /** By name without regard to case. */
        public Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            head.lines().skip(1).filter(line -> !line.isEmpty()).forEach(line -> headers.merge(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip(),
                    (first, second) -> first + "," + second));
            return headers;
        }
    }
}
