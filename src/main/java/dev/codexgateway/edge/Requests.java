package dev.codexgateway.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import dev.codexgateway.observe.RequestId;
import dev.codexgateway.wire.Bytes;

/** Gives every request its id, says at debug level what came of it, and knows how many are being served. */
public final class Requests {
    static final HeaderName X_REQUEST_ID = HeaderNames.create("X-Request-Id");
    /** Ours where {@code X-Request-Id} is the upstream's. */
    static final HeaderName X_GATEWAY_REQUEST_ID = HeaderNames.create("X-Gateway-Request-Id");
    private static final byte[] REQUEST_ID = Bytes.ascii("x-request-id");
    private static final Header NOSNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");
    private static final Duration LOOK = Duration.ofMillis(5);
    /** How long what is left of a refused body is waited for. */
    static final Duration REST = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger("dev.codexgateway.access-log");

    private final AtomicInteger running = new AtomicInteger();

    /** The number of requests now, health and metrics not counted. */
    public int running() {
        return running.get();
    }

    /** Waits until none is served, for as long as given. */
    public void awaitNone(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (running() > 0 && deadline > System.nanoTime() && !Thread.currentThread().isInterrupted()) {
            // Asked again and again at a stop, so that no request has to tell anybody that it ended.
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String id = RequestId.acceptOrMake(request.headers().first(X_REQUEST_ID));
        String path = request.prologue().uriPath().path();
        response.header(PassedThrough.is(path) ? X_GATEWAY_REQUEST_ID : X_REQUEST_ID, id);
        response.header(NOSNIFF);
        within(id, counted(path), chain::proceed, () -> request.prologue().method().text() + " "
                + request.matchingPattern().orElse("-") + " " + response.status().code());
        // Whole, as it is set here and by Helidon: to look for it among several words costs much where it is not.
        if (response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
            end(request, response);
        }
    }

    /** The same for what is passed through and goes past the filters. */
    void filter(Runnable work, PlainCall call) {
        String id = RequestId.acceptOrMake(call.fields().firstValue(REQUEST_ID));
        call.answer().set(X_GATEWAY_REQUEST_ID, id);
        call.answer().set(NOSNIFF);
        within(id, true, work, () -> call.method() + " " + call.route() + " " + call.status());
    }

    private void within(String id, boolean counted, Runnable work, Supplier<String> told) {
        RequestId.within(id, () -> {
            long start = System.nanoTime();
            if (counted) {
                running.incrementAndGet();
            }
            try {
                work.run();
            } finally {
                if (counted) {
                    running.decrementAndGet();
                }
                if (LOG.isLoggable(Level.DEBUG)) {
                    LOG.log(Level.DEBUG, told.get() + " " + (System.nanoTime() - start) / 1_000_000 + " ms");
                }
            }
        });
    }

    /**
     * Ends the connection, as the answer said: Helidon would take what is left of a refused body for the next request. What
     * the caller still sends is read first, since to close on unread bytes is to reset, and then the answer may be lost. A
     * body that is itself broken is not waited for.
     */
    private static void end(RoutingRequest request, RoutingResponse response) {
        if (request.continueSent() && response.status().code() != Status.BAD_REQUEST_400.code()) {
            try (Deadline _ = Deadline.in(REST)) {
                request.content().consume();
            } catch (RuntimeException e) {
                LOG.log(Level.TRACE, "the rest of a refused body did not come", e);
            }
        }
        throw new CloseConnectionException("the answer said that the connection ends");
    }

    private static boolean counted(String path) {
        return !path.startsWith("/health") && !path.equals("/metrics");
    }
}
