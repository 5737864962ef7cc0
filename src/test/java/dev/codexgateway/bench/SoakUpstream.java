package dev.codexgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Answers every {@link SoakExchange} as its number wants it, and nobody without the upstream's key. */
final class SoakUpstream implements AutoCloseable {
    private static final String KEY = "Bearer " + Ways.UPSTREAM_KEY + "\r\n";

    private final ServerSocket listening;
    private final Set<SoakConnection> open = ConcurrentHashMap.newKeySet();

    private SoakUpstream(ServerSocket listening) {
        this.listening = listening;
    }

    static SoakUpstream start() {
        try {
            SoakUpstream upstream = new SoakUpstream(new ServerSocket(0, 4096, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().name("soak-upstream-accept").start(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (SoakConnection connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().name("soak-upstream").start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (SoakConnection connection = new SoakConnection(socket)) {
            open.add(connection);
            for (SoakConnection.Message asked = connection.read(); asked.head()
                    .contains(KEY); asked = connection.read()) {
                connection.write(SoakExchange.of(asked.body()).answer(asked.body()));
            }
        } catch (IOException e) {
            // the client left
        }
    }
}
