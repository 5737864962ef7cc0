package dev.codexgateway.edge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

import dev.codexgateway.observe.RequestId;

/** Gives every request its id, says at debug level what came of it, and knows how many are being served. */
public final class Requests {
    static final HeaderName X_REQUEST_ID = HeaderNames.create("X-Request-Id");
    /** How long what is left of a refused body is waited for. */
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger("dev.codexgateway.access-log");

    private int running;

    /** The number of requests now, health and metrics not counted. */
    public synchronized int running() {
        return running;
    }

    /** Waits until none is served, for as long as given. */
    public synchronized void awaitNone(Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            while (running > 0 && deadline > System.nanoTime()) {
                wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        String id = RequestId.acceptOrMake(request.headers().first(X_REQUEST_ID));
        response.header(X_REQUEST_ID, id);
        response.header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        boolean counted = counted(request.path().path());
        RequestId.within(id, () -> {
            long start = System.nanoTime();
            if (counted) {
                count(1);
            }
            try {
                chain.proceed();
            } finally {
                if (counted) {
                    count(-1);
                }
                LOG.log(Level.DEBUG,
                        () -> request.prologue().method().text() + " " + request.matchingPattern().orElse("-") + " "
                                + response.status().code() + " " + (System.nanoTime() - start) / 1_000_000 + " ms");
            }
        });
        if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            end(request, response);
        }
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

    private synchronized void count(int change) {
        running += change;
        notifyAll();
    }

    private static boolean counted(String path) {
        return !path.startsWith("/health") && !path.equals("/metrics");
    }
}
