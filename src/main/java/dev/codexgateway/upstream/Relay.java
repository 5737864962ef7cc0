package dev.codexgateway.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.wire.Bytes;

/**
 * The upstream for requests that are passed through: HTTP/1.1 spoken by ourselves on connections that are kept.
 *
 * <p>Not by WebClient: it makes header and URI objects for each request, reads a chunk whole before it gives the first byte
 * of it away, does not take chunk extensions, and hands what it was asked for out as an object that is to be rendered again.
 * All of that is more work than the whole of passing a request on, and a pass-through has no use for any of it. What is left
 * is small: {@link AnswerHead}, {@link Chunks}, and the lines that are kept here. Safe for concurrent use.
 */
public final class Relay implements AutoCloseable {
    /** Below what servers usually keep a silent connection for, so that it is rarely they who end it. */
    private static final Duration RESTING = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final int MOST_RESTING = 1024;
    private static final int MOST_DESKS = 256;

    private final UpstreamConfig config;
    private final UpstreamMeters meters = new UpstreamMeters();
    private final SSLSocketFactory tls;
    private final boolean secure;
    private final String host;
    private final int port;
    private final byte[] hostHeader;
    private final String basePath;
    private final Stack<Line> resting = new Stack<>(MOST_RESTING);
    private final Stack<Desk> desks = new Stack<>(MOST_DESKS);
    private final AtomicInteger open = new AtomicInteger();
    private final Thread sweeper = Thread.ofVirtual().name("upstream-lines").unstarted(this::sweep);
    private volatile boolean closed;

    public Relay(UpstreamConfig config) {
        this(config, (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    /** @param tls whom to trust */
    Relay(UpstreamConfig config, SSLSocketFactory tls) {
        this.config = config;
        this.tls = tls;
        URI url = config.baseUrl();
        this.secure = "https".equalsIgnoreCase(url.getScheme());
        this.host = url.getHost().startsWith("[")
                ? url.getHost().substring(1, url.getHost().length() - 1)
                : url.getHost();
        this.port = url.getPort() < 0 ? secure ? 443 : 80 : url.getPort();
        this.basePath = url.getRawPath();
        this.hostHeader = ("Host: " + url.getRawAuthority() + "\r\n").getBytes(StandardCharsets.US_ASCII);
        sweeper.start();
    }

    /** A call that is to be written into {@link Passage#request}. */
    public Passage begin() {
        Desk desk = desks.pop();
        return new Passage(this, desk == null ? new Desk() : desk);
    }

    /** The beginning of the paths of the upstream. */
    public String basePath() {
        return basePath;
    }

    /** The whole header line. */
    public byte[] hostHeader() {
        return hostHeader.clone();
    }

    public UpstreamConfig config() {
        return config;
    }

    public UpstreamMeters meters() {
        return meters;
    }

    /** The lines there are, in use and resting. */
    public int lines() {
        return open.get();
    }

    @Override
    public void close() {
        closed = true;
        sweeper.interrupt();
        for (Line line = resting.pop(); line != null; line = resting.pop()) {
            discard(line);
        }
    }

    /** A line that was used before, silent since; null if there is none. */
    @Nullable
    Line rested() {
        long oldest = System.nanoTime() - RESTING.toNanos();
        for (Line line = resting.pop(); line != null; line = resting.pop()) {
            if (line.restingSince() - oldest > 0 && !line.saidMore()) {
                return line;
            }
            discard(line);
        }
        return null;
    }

    void rest(Line line) {
        line.rest(System.nanoTime());
        if (!resting.push(line) || closed && resting.remove(line)) {
            discard(line);
        }
    }

    void discard(Line line) {
        open.decrementAndGet();
        line.close();
    }

    void giveBack(Desk desk) {
        desk.clear();
        desks.push(desk);
    }

    /**
     * A new line, to the first address of the name that takes one.
     *
     * @param opening is told of each socket before it is waited for, so that another thread can close it
     */
    Line open(Consumer<Socket> opening) {
        IOException last = new UnknownHostException();
        for (InetAddress address : addresses()) {
            Socket raw = new Socket();
            opening.accept(raw);
            try {
                raw.setTcpNoDelay(true);
                raw.connect(new InetSocketAddress(address, port), (int) config.connectTimeout().toMillis());
            } catch (IOException e) {
                last = e;
                close(raw);
                continue;
            }
            return spoken(raw);
        }
        throw new UpstreamFault(Reason.CONNECT, last);
    }

    private Line spoken(Socket raw) {
        try {
            Line line = new Line(raw, secure ? handshaken(raw) : raw);
            open.incrementAndGet();
            return line;
        } catch (SSLException e) {
            close(raw);
            throw new UpstreamFault(Reason.TLS, e);
        } catch (IOException e) {
            close(raw);
            throw new UpstreamFault(Reason.CONNECT, e);
        }
    }

    private Socket handshaken(Socket raw) throws IOException {
        raw.setSoTimeout((int) config.connectTimeout().toMillis());
        SSLSocket socket = (SSLSocket) tls.createSocket(raw, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[]{"http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        raw.setSoTimeout(0);
        return socket;
    }

    private InetAddress[] addresses() {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new UpstreamFault(Reason.CONNECT, e);
        }
    }

    private void sweep() {
        try {
            while (!closed) {
                Thread.sleep(LOOK);
                long oldest = System.nanoTime() - RESTING.toNanos();
                for (Line line : resting.all()) {
                    if ((line.restingSince() - oldest <= 0 || line.saidMore()) && resting.remove(line)) {
                        discard(line);
                    }
                }
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as closed as it can be.
        }
    }

    /** What a call works on, kept for the next one. */
    static final class Desk {
        private static final int USUAL = 8 * 1024;
        final AnswerHead head = new AnswerHead();
        final Chunks chunks = new Chunks();
        Bytes out = new Bytes(USUAL / 2);
        byte[] in = new byte[USUAL];

        /** Lets a large request go. */
        void shrink() {
            if (out.array().length > USUAL) {
                out = new Bytes(USUAL / 2);
            }
        }

        void clear() {
            head.forget();
            out.clear();
            shrink();
            if (in.length > USUAL) {
                in = new byte[USUAL];
            }
        }
    }
}
