package dev.codexgateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy that leads every CONNECT, whatever host and port it names, to one loopback port (RFC 9110 §9.3.6): how a test plays
 * a public host whose TLS is real. Safe for concurrent use.
 */
public final class Tunnel implements AutoCloseable {
    private final ServerSocket listening;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Tunnel(ServerSocket listening, int port) {
        this.listening = listening;
        this.port = port;
        Thread.ofVirtual().name("tunnel-accept").start(this::accept);
    }

    /** @param port where every connection ends */
    public static Tunnel to(int port) {
        try {
            return new Tunnel(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public ProxySelector proxy() {
        return ProxySelector.of(new InetSocketAddress("127.0.0.1", listening.getLocalPort()));
    }

    @Override
    public void close() {
        open.forEach(Tunnel::closeQuietly);
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().name("tunnel").start(() -> serve(client));
            }
        } catch (IOException e) {
            // close() closed it
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client; Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(target);
            skipHead(client.getInputStream());
            OutputStream answer = client.getOutputStream();
            answer.write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            answer.flush();
            Thread back = Thread.ofVirtual().start(() -> pipe(target, client));
            pipe(client, target);
            back.join();
        } catch (IOException e) {
            // one of them has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void skipHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("no request");
            }
            head.append((char) read);
        }
    }

    private static void pipe(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // said by closing
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
