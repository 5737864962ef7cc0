package dev.codexgateway.edge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.observe.HttpMeters;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;
import dev.codexgateway.wire.Heads;

/**
 * The shortest way for what is passed through. A request that is {@link PlainHead plain} is not worth what Helidon makes of
 * each: texts, maps and objects of all its parts, of which nearly all is written out again unchanged. It is taken from the
 * connection before Helidon sees it; whatever else comes goes to Helidon, which reads and refuses as everywhere. Both ways end
 * in the same handler.
 */
public final class PlainCalls {
    private static final Logger LOG = System.getLogger(PlainCalls.class.getName());

    private final Requests requests;
    private final HttpMeters meters;
    private final Optional<Cors> cors;
    private final Call.Handler handler;

    /** @param cors what is said to scripts of other origins, if to any */
    public PlainCalls(Requests requests, HttpMeters meters, Optional<Cors> cors, Call.Handler handler) {
        this.requests = requests;
        this.meters = meters;
        this.cors = cors;
        this.handler = handler;
    }

    /** Those of one connection. */
    Lane of(CallerConnection connection) {
        return new Lane(connection);
    }

    /** Comes back when the next request can be read. Whatever else comes of it, Helidon knows of no answer and must write none. */
    private void answer(CallerConnection connection, PlainCall call) {
        try {
            requests.filter(() -> measured(connection, call), call);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "unexpected failure after an answer", e);
            throw new CloseConnectionException("the answer was made, but not more", e);
        }
        if (!call.bodyHere()) {
            skip(connection, call);
        }
        if (call.answer().contains(HeaderValues.CONNECTION_CLOSE)) {
            throw new CloseConnectionException("the answer said that the connection ends");
        }
    }

    private void measured(CallerConnection connection, PlainCall call) {
        long start = System.nanoTime();
        try {
            handle(connection, call);
        } finally {
            meters.took(call.method(), call.route(), call.status(), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private void handle(CallerConnection connection, PlainCall call) {
        try {
            if (cors.isPresent()) {
                cors.get().mark(call.answer(), Optional.empty());
            }
            handler.handle(call);
        } catch (CloseConnectionException e) {
            throw e;
        } catch (Exception | Error e) {
            if (call.begun()) {
                LOG.log(Level.ERROR, "unexpected failure in an answer", e);
                throw new CloseConnectionException("the answer broke off", e);
            }
            refuse(connection, call, e);
        }
    }

    private static void refuse(CallerConnection connection, PlainCall call, Throwable failure) {
        Errors.Answer answer = Errors.passedThrough(failure, call.answer());
        if (!call.bodyHere()) {
            call.answer().set(HeaderValues.CONNECTION_CLOSE);
        }
        Bytes out = new Bytes(1024);
        Heads.answer(out, answer.status(), call.answer());
        Heads.end(out, answer.body().length);
        out.bytes(answer.body());
        call.begin(answer.status());
        connection.waiting(CallerConnection.LEAVING);
        try {
            call.write(out.array(), 0, out.length());
        } catch (SocketWriterException | UncheckedIOException e) {
            throw CallerConnection.left();
        } finally {
            connection.done();
        }
    }

    /** What is left of the body is read before the connection ends: to close on unread bytes is to reset. */
    private static void skip(CallerConnection connection, PlainCall call) {
        connection.waiting(Requests.REST);
        try {
            call.body().skip(PlainHead.MOST_BODY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connection.done();
        }
    }

    /** Takes plain calls from one connection. For its thread. */
    final class Lane {
        private final CallerConnection connection;
        private final PlainHead head = new PlainHead();

        private Lane(CallerConnection connection) {
            this.connection = connection;
        }

        /**
         * Answers plain calls as long as nothing else comes.
         *
         * @param first what was read where a request begins
         * @return what begins something else; null if nothing more comes
         */
        byte @Nullable [] take(byte[] first) {
            byte @Nullable [] bytes = first;
            while (bytes != null && head.parse(bytes)) {
                bytes = served();
                if (bytes.length == 0) {
                    bytes = connection.received();
                }
            }
            head.forget();
            return bytes;
        }

        /** In a method of its own, so that nothing of a request is held while the next one is waited for. */
        private byte[] served() {
            connection.serving(true);
            PlainCall call = new PlainCall(connection, head);
            answer(connection, call);
            head.forget();
            connection.serving(false);
            return call.rest();
        }
    }
}
