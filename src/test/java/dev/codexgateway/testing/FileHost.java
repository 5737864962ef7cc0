package dev.codexgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A host that files are fetched from: it answers each path with what the test says, bytes that need not be HTTP. It never
 * ends a connection before the client does, unless an answer does so itself.
 */
public final class FileHost implements AutoCloseable {
    private final ServerSocket listening;
    private final Connection.Layer layer;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private int accepted;

    private FileHost(InetAddress address, Connection.Layer layer) {
        this.layer = layer;
        try {
            this.listening = new ServerSocket(0, 64, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("file-host").start(this::accept);
    }

    public static FileHost start() {
        return start("127.0.0.1");
    }

    public static FileHost start(String address) {
        return new FileHost(InetAddress.ofLiteral(address), socket -> socket);
    }

    public static FileHost startTls(SSLContext context) {
        return new FileHost(InetAddress.ofLiteral("127.0.0.1"), socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(),
                    true);
            tls.setUseClientMode(false);
            return tls;
        });
    }

    /** What is answered at this path, whatever the query is. */
    public FileHost at(String path, Reply reply) {
        replies.put(path, reply);
        return this;
    }

    public FileHost file(String path, byte[] content) {
        return at(path, out -> {
            out.write(ascii("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n"));
            out.write(content);
        });
    }

    public FileHost raw(String path, String answer) {
        return at(path, out -> out.write(answer.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** The beginning, and then one byte again and again for as long as somebody listens. */
    public FileHost drip(String path, String beginning) {
        return at(path, out -> {
            out.write(ascii(beginning));
            while (true) {
                out.write('x');
                out.flush();
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        });
    }

    public FileHost silent(String path) {
        return at(path, _ -> {});
    }

    public int port() {
        return listening.getLocalPort();
    }

    public String http(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public String https(String path) {
        return "https://127.0.0.1:" + port() + path;
    }

    /** The heads of all requests, as they came. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    public int acceptedConnections() {
        synchronized (lock) {
            return accepted;
        }
    }

    /** Blocks until so many requests have come. */
    public void awaitRequests(int count) {
        await(() -> requests.size() >= count);
    }

    /** Blocks until the client has closed every connection that it opened. */
    public void awaitAllLeft() {
        await(open::isEmpty);
    }

    @Override
    public void close() {
        closeQuietly(listening);
        open.forEach(FileHost::closeQuietly);
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        synchronized (lock) {
            while (!condition.getAsBoolean()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("Not in 10 seconds: " + open.size() + " open, asked " + requests);
                }
                try {
                    lock.wait(millis);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void changed(Runnable change) {
        synchronized (lock) {
            change.run();
            lock.notifyAll();
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                changed(() -> {
                    open.add(socket);
                    accepted++;
                });
                Thread.ofVirtual().name("file-host-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; Socket layered = layer.over(socket)) {
            InputStream in = layered.getInputStream();
            String head = head(in);
            changed(() -> requests.add(head));
            OutputStream out = layered.getOutputStream();
            replies.getOrDefault(head.split("[ ?]", 3)[1],
                    nothing -> nothing.write(ascii("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))).give(out);
            out.flush();
            in.read();
        } catch (IOException e) {
            // the client left, or the test is over
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            changed(() -> open.remove(socket));
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("left");
            }
            head.append((char) b);
        }
        return head.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void closeQuietly(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            // as closed as it can be
        }
    }

    /** What is sent after a request; what it throws ends the connection. */
    public interface Reply {
        void give(OutputStream out) throws IOException, InterruptedException;
    }
}
