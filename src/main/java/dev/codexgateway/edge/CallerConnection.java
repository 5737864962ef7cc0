package dev.codexgateway.edge;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.edge.PlainCalls.Lane;

/**
 * A caller's connection, between Helidon and its protocol: it knows what its thread waits for, so that a wait can be ended
 * when it takes too long or the caller has gone.
 *
 * <p>Helidon's server has no read timeout, and it does not look whether a caller is still there while a request of his runs.
 * Both are made here without anything that a request would have to set up and take down: {@link CallerWatch} passes by a few
 * times a second and looks at every connection.
 *
 * <p>Whether the caller has gone shows only in reading. While his thread waits for something else, another one reads ahead,
 * and what it reads, the beginning of his next request, is what the connection reads next.
 */
public final class CallerConnection extends ContextInPlace implements ServerConnection, InterruptableTask<Void> {
    /** How long a caller may leave one piece of an answer unread. */
    public static final Duration LEAVING = Duration.ofMinutes(1);
    private static final ScopedValue<CallerConnection> CURRENT = ScopedValue.newInstance();

    private final HelidonSocket socket;
    private final DataReader reader;
    private final ServerConnection protocol;
    private final Wait wait = new Wait();
    private @Nullable Lane lane;

    private volatile @Nullable Lookahead lookahead;
    private volatile boolean gone;
    /** Whether a request is served that Helidon does not know of. */
    private volatile boolean serving;
    private volatile boolean closing;
    private volatile long served = System.nanoTime();

    /** @param plain what goes past Helidon, if anything does */
    CallerConnection(ConnectionContext context, ServerConnectionSelector protocol, Optional<PlainCalls> plain) {
        super(context);
        this.socket = context.serverSocket();
        this.reader = DataReader.create(this::next);
        this.lane = plain.map(calls -> calls.of(this)).orElse(null);
        this.protocol = protocol.connection(this);
    }

    /** The connection that the current thread serves. */
    public static CallerConnection current() {
        return CURRENT.get();
    }

    /**
     * The current thread waits from here on, until {@link #done}.
     *
     * @param patience how long it may
     * @param breaker  what ends the wait from another thread
     * @param whileHere whether it is to be ended too when the caller goes
     * @throws CloseConnectionException if he has gone already
     */
    public void waiting(Duration patience, Runnable breaker, boolean whileHere) {
        wait.begin(patience, breaker, whileHere);
        if (gone && whileHere) {
            done();
            throw left();
        }
    }

    /** The wait is over; false if it was broken. */
    public boolean done() {
        return wait.end();
    }

    /** Whether the caller is known to have gone. */
    public boolean gone() {
        return gone;
    }

    /** For a wait of the thread itself, which closes the connection. */
    public void waiting(Duration patience) {
        waiting(patience, Thread.currentThread()::interrupt, false);
    }

    /** For whoever watches: ends the wait if it has lasted too long, and sees to it that a long one is ended when the caller goes. */
    void look(long now, long aheadAfter) {
        wait.breakIfLate(now);
        if (lookahead == null) {
            wait.meanwhile(now, aheadAfter, () -> lookahead = new Lookahead());
        }
    }

    /**
     * For before a read: often what is to be read is there by then, and nothing has to be set up to wait for it. Twice, since
     * many others are only woken by those who go first; and not where there are so many that it takes long to be on again.
     */
    public static void letOthersGoFirst() {
        if (CallerWatch.few()) {
            Thread.yield();
            Thread.yield();
        }
    }

    /** What is thrown when the caller has gone: nothing is left to be answered. */
    public static CloseConnectionException left() {
        return new CloseConnectionException("the caller has gone");
    }

    /** The next bytes for the protocol, which gets none of a request that another one takes. */
    private byte @Nullable [] next() {
        byte[] bytes = received();
        Lane open = lane;
        return bytes != null && open != null && betweenRequests() ? open.take(bytes) : bytes;
    }

    /** From here on nothing goes past Helidon: what comes may be another protocol's. */
    void leaveToHelidon() {
        lane = null;
    }

    /** Helidon waits for the first line of a request, and has nothing of it yet. */
    private boolean betweenRequests() {
        return protocol instanceof InterruptableTask<?> task && task.canInterrupt() && reader.available() == 0;
    }

    /** The next bytes from the caller; null if there are no more. */
    byte @Nullable [] received() {
        Lookahead reading = lookahead;
        if (reading == null) {
            return read();
        }
        byte[] bytes = reading.await();
        lookahead = null;
        return bytes;
    }

    /**
     * For who serves requests that Helidon does not know of: it would take the connection for an idle one.
     *
     * @throws CloseConnectionException if the connection is to end between two requests
     */
    void serving(boolean begins) {
        served = System.nanoTime();
        serving = begins;
        if (closing) {
            throw new CloseConnectionException("ended between two requests");
        }
    }

    /** As Helidon itself takes a broken connection. */
    private byte @Nullable [] read() {
        try {
            letOthersGoFirst();
            return socket.get();
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("the caller's connection broke", e);
        }
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        CallerWatch.add(this);
        try {
            ScopedValue.where(CURRENT, this).call(() -> {
                protocol.handle(limit);
                return true;
            });
        } finally {
            CallerWatch.remove(this);
        }
    }

    @Override
    public Duration idleTime() {
        Duration sinceServed = serving ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - served);
        Duration known = protocol.idleTime();
        return known.compareTo(sinceServed) < 0 ? known : sinceServed;
    }

    @Override
    public void close(boolean interrupt) {
        closing = true;
        if (interrupt || !serving) {
            protocol.close(interrupt);
        }
    }

    @Override
    public boolean canInterrupt() {
        return !serving && protocol instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DataReader dataReader() {
        return reader;
    }

    /** One reading ahead. It ends with what the caller sends next, or with his connection. */
    private final class Lookahead {
        private final Thread thread = Thread.ofVirtual().name("caller-lookahead").unstarted(this::read);
        private byte @Nullable [] bytes;
        private @Nullable RuntimeException failure;

        Lookahead() {
            thread.start();
        }

        private void read() {
            try {
                bytes = CallerConnection.this.read();
            } catch (RuntimeException e) {
                failure = e;
            }
            if (bytes == null) {
                gone = true;
                wait.breakIfWhileHere();
            }
        }

        byte @Nullable [] await() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                // As when the thread itself were reading. The connection is closed, and with it the reading ahead.
                throw new CloseConnectionException("ended while waiting for a request", e);
            }
            if (failure != null) {
                throw failure;
            }
            return bytes;
        }
    }
}
