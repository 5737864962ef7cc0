package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A real HTTP/1.1 server on loopback that stands where OpenAI's API stands. A test scripts its answers to
 * {@code POST /v1/responses} and reads what it was asked. It works on plain sockets, because the faults of a network are
 * among the answers.
 *
 * <p>It knows the ids of the responses it gave, unless they were asked for with {@code store: false}, and refuses any
 * other {@code previous_response_id} as OpenAI does; a scripted response then waits for the next request, while a
 * scripted error comes first. Safe for concurrent use.
 */
public final class ScriptedUpstream implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final String scheme;
    private final Connection.Layer layer;
    private final Desk desk = new Desk();
    private final Object lock = new Object();
    private final Set<Connection> open = new HashSet<>();
    private ServerSocket listening;
    private Thread accepting;
    private int port;
    private int accepted;

    private ScriptedUpstream(String scheme, Connection.Layer layer) {
        this.scheme = scheme;
        this.layer = layer;
    }

    public static ScriptedUpstream start() {
        return new ScriptedUpstream("http", socket -> socket).listen();
    }

    public static ScriptedUpstream startTls(SSLContext context) {
        return new ScriptedUpstream("https", socket -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(),
                    true);
            tls.setUseClientMode(false);
            return tls;
        }).listen();
    }

    public URI baseUrl() {
        synchronized (lock) {
            return URI.create(scheme + "://127.0.0.1:" + port + "/v1");
        }
    }

    /** Answers for the next requests to {@code POST /v1/responses}, one each, after those that are still waiting. */
    public ScriptedUpstream next(Answer... answers) {
        desk.script(List.of(answers));
        return this;
    }

    /**
     * What is answered when no scripted answer is left: at first {@code Echo: } and the last user text. A rule
     * that throws ends the connection.
     */
    public ScriptedUpstream otherwise(Function<Recorded, Answer> rule) {
        desk.rule(rule);
        return this;
    }

    /** What is answered on other paths than those of responses and the list of models: at first 404. */
    public ScriptedUpstream elsewhere(Function<Recorded, Answer> rule) {
        desk.elsewhere(rule);
        return this;
    }

    /** Drops all response ids, so that no earlier response can be continued. */
    public void forget() {
        desk.forget();
    }

    /** All requests on all paths, in order of arrival. */
    public List<Recorded> requests() {
        return desk.requests();
    }

    /** The request at this place, as soon as all of it has arrived. */
    public Recorded awaitRequest(int index, Duration bound) {
        return desk.await(index, bound);
    }

    public int openConnections() {
        synchronized (lock) {
            return open.size();
        }
    }

    /** All connections since the start. */
    public int acceptedConnections() {
        synchronized (lock) {
            return accepted;
        }
    }

    /** Blocks until exactly so many connections are open. */
    public void awaitOpenConnections(int count, Duration bound) {
        long deadline = System.nanoTime() + bound.toNanos();
        synchronized (lock) {
            while (open.size() != count) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("Not " + count + " but " + open.size() + " connections in " + bound);
                }
                uninterrupted(() -> lock.wait(millis));
            }
        }
    }

    /** Closes the listening socket and every connection: from its return on, who connects is refused. */
    public void refuse() {
        List<Connection> closing;
        Thread ending;
        synchronized (lock) {
            closeQuietly(listening);
            closing = List.copyOf(open);
            ending = accepting;
        }
        closing.forEach(Connection::close);
        // The kernel goes on listening until the thread that waits in accept() has left it.
        uninterrupted(ending::join);
    }

    /** Listens again, on the port it had. */
    public ScriptedUpstream listen() {
        synchronized (lock) {
            if (listening == null || listening.isClosed()) {
                listening = bind(port);
                port = listening.getLocalPort();
                ServerSocket server = listening;
                accepting = Thread.ofVirtual().name("scripted-upstream-accept").start(() -> accept(server));
            }
            return this;
        }
    }

    @Override
    public void close() {
        refuse();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                admit(server, server.accept());
            }
        } catch (IOException e) {
            // refuse() closed it
        }
    }

    private void admit(ServerSocket server, Socket socket) {
        Connection connection = new Connection(socket, desk);
        synchronized (lock) {
            if (server.isClosed()) {
                connection.close();
                return;
            }
            accepted++;
            open.add(connection);
            lock.notifyAll();
        }
        Thread.ofVirtual().name("scripted-upstream").start(() -> {
            try {
                connection.serve(layer);
            } finally {
                ended(connection);
            }
        });
    }

    private void ended(Connection connection) {
        synchronized (lock) {
            open.remove(connection);
            lock.notifyAll();
        }
    }

    private static void uninterrupted(Waiting waiting) {
        try {
            waiting.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("A test was interrupted while it waited for its upstream", e);
        }
    }

    private interface Waiting {
        void await() throws InterruptedException;
    }

    private static ServerSocket bind(int port) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
