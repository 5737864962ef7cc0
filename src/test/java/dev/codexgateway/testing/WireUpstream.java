package dev.codexgateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

/**
 * An upstream whose answers are bytes, written by the test as it likes: for what no HTTP server would send. A connection is
 * kept until its script says otherwise.
 */
public final class WireUpstream implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final ConcurrentLinkedQueue<Script> next = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Script otherwise = (request, out) -> {
        out.write(json("{\"ok\":true}"));
        return true;
    };
    private volatile int accepted;

    private WireUpstream(ServerSocket server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        Thread.ofVirtual().name("wire-upstream").start(this::accept);
    }

    public static WireUpstream start() {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            return new WireUpstream(server, "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static WireUpstream startTls(SSLContext context) {
        try {
            return new WireUpstream(context.getServerSocketFactory().createServerSocket(0, 50,
                    InetAddress.getLoopbackAddress()), "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI baseUrl() {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + "/v1");
    }

    /** What is done with the next request that has nothing else to happen. */
    public WireUpstream next(Script script) {
        next.add(script);
        return this;
    }

    /** The next answer is these bytes, and the connection is kept. */
    public WireUpstream next(byte[] answer) {
        return next((request, out) -> {
            out.write(answer);
            return true;
        });
    }

    public WireUpstream next(String answer) {
        return next(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void otherwise(Script script) {
        otherwise = script;
    }

    public List<Asked> asked() {
        return asked;
    }

    public Asked last() {
        return asked.getLast();
    }

    public int openConnections() {
        return open.size();
    }

    public int acceptedConnections() {
        return accepted;
    }

    /** A whole answer of type JSON. */
    public static byte[] json(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    /** The head of a chunked answer. */
    public static byte[] chunked(String type) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] chunk(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(data);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** The end of a chunked answer. */
    public static byte[] lastChunk() {
        return chunk(new byte[0]);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                accepted++;
                Thread.ofVirtual().name("wire-upstream-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean on = true;
            while (on) {
                Optional<Asked> request = read(in, socket);
                if (request.isEmpty()) {
                    return;
                }
                asked.add(request.get());
                Script script = next.poll();
                on = (script == null ? otherwise : script).answer(request.get(), out);
                out.flush();
            }
        } catch (IOException e) {
            // The gateway ended the connection.
        } finally {
            open.remove(socket);
        }
    }

    private static Optional<Asked> read(InputStream in, Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return Optional.empty();
            }
            head.append((char) b);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                body.write(in.readNBytes(size));
                line(in);
            }
            line(in);
        } else if (lower.contains("\r\ncontent-length: ")) {
            String rest = lower.substring(lower.indexOf("\r\ncontent-length: ") + 18);
            body.write(in.readNBytes(Integer.parseInt(rest.substring(0, rest.indexOf('\r')))));
        }
        return Optional.of(new Asked(head.toString(), body.toByteArray(), in, socket));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("ended in a line");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** What happens with one request; whether the connection goes on. */
    @FunctionalInterface
    public interface Script {
        boolean answer(Asked request, OutputStream out) throws IOException;
    }

    /** @param head with the empty line at its end */
    public record Asked(String head, byte[] body, InputStream in, Socket socket) {

        public String requestLine() {
            return head.substring(0, head.indexOf('\r'));
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The lines of this header, whatever the case. */
        public List<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).toList();
        }

        /** Waits until the gateway ends the connection. */
        public void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }
    }
}
