package dev.codexgateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A caller of {@code /v1} on a plain socket who sees how an answer is framed and whether it ends as it should. */
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
        try {
            return new WireCaller(gateway.gateway().port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with a good credential. */
    public static byte[] request(String method, String target, String body, String... headers) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer "
                + GatewayFixture.KEY
                + "\r\n" + (body.isEmpty()
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: "
                                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n")
                + String.join("", java.util.stream.Stream.of(headers).map(line -> line + "\r\n").toList()) + "\r\n"
                + body;
        return head.getBytes(StandardCharsets.UTF_8);
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

    /** The next answer, whole or as far as it came. */
    public Received receive() {
        return receive(head());
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

    /** Whether the gateway has ended the connection, or does so now. */
    public boolean ended() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
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

        /** The first header of this name. */
        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
        }
    }
}
