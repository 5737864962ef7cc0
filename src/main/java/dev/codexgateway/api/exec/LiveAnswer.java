package dev.codexgateway.api.exec;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.api.Streams;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.Watch;

/**
 * Tells a turn live, by the thread of the request. Whatever ends it before the turn's end ends the connection, too: a caller
 * can always tell that there was more.
 */
final class LiveAnswer {
    /** nginx would keep what is small back, to send more at once. */
    private static final HeaderName BUFFERING = HeaderNames.create("X-Accel-Buffering");
    /** Something, so that it is done and watched as any write. */
    private static final byte[] FLUSH = {0};
    private static final Logger LOG = System.getLogger(LiveAnswer.class.getName());

    private final Streams streams;

    LiveAnswer(Streams streams) {
        this.streams = streams;
    }

    /** Takes a place for the answer, which is to be given back by closing it. */
    Streams.Opened open(ServerRequest request, Caller caller) {
        return streams.open(caller, LastingCredentials.of(request.headers().toMap()),
                new Interruption(Thread.currentThread()));
    }

    void send(ServerResponse response, Form form, Watch watch, Streams.Opened opened) {
        response.header(HeaderNames.CONTENT_TYPE, form.contentType())
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(BUFFERING, "no");
        try {
            OutputStream out = response.outputStream();
            if (form.opening().length > 0) {
                send(List.of(form.opening()), out, opened);
            }
            while (!watch.ended()) {
                List<RecordedEvent> events = watch.next(streams.config().heartbeat());
                if (!events.isEmpty()) {
                    send(events.stream().map(form::told)::iterator, out, opened);
                } else if (!watch.ended()) {
                    send(List.of(form.beat()), out, opened);
                }
            }
            opened.close();
            out.close();
        } catch (IOException | RuntimeException e) {
            throw left(opened, e);
        } catch (InterruptedException e) {
            throw left(opened, e);
        }
    }

    private static void send(Iterable<byte[]> texts, OutputStream out, Streams.Opened opened) throws IOException {
        for (byte[] text : texts) {
            opened.write(text, out::write);
        }
        opened.write(FLUSH, (_, _, _) -> out.flush());
    }

    private static CloseConnectionException left(Streams.Opened opened, Exception e) {
        if (e instanceof RuntimeException && !(e instanceof UncheckedIOException)
                && !(e instanceof CloseConnectionException) && opened.cut().isEmpty()) {
            LOG.log(Level.WARNING, "a live answer was broken off", e);
        } else {
            LOG.log(Level.DEBUG, "a live answer was left before its end", e);
        }
        return new CloseConnectionException("the answer ended before the turn", e);
    }

    /** Interrupts the thread, which closes its connection. */
    private record Interruption(Thread thread) implements Consumer<Streams.Cut> {

        @Override
        public void accept(Streams.Cut reason) {
            thread.interrupt();
        }
    }
}
