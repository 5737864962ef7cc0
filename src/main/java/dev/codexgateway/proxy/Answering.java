package dev.codexgateway.proxy;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.json.JsonObject;

import io.helidon.common.socket.SocketWriterException;
import io.helidon.webserver.CloseConnectionException;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.edge.CallerConnection;
import dev.codexgateway.error.OpenAiError;
import dev.codexgateway.json.Json;
import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.upstream.Passage;
import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;

/** Sends one answer on as it comes. For one thread. */
final class Answering {
    /** How long the end of an answer is held back until it is written down who made it. */
    private static final Duration WRITING = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger(Answering.class.getName());
    private static final int TOGETHER = 16 * 1024;
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Passage passage;
    private final AnswerHead head;
    private final CallerConnection connection;
    private final Duration idle;
    private final Tally tally;
    private final Optional<Function<String, Future<?>>> remember;
    private final boolean chunked;
    private @Nullable Future<?> remembered;

    /**
     * @param idle     how long the upstream may be silent
     * @param tally    looks at what passes
     * @param remember notes under which id the upstream keeps the answer, if that can be
     */
    Answering(Passage passage, AnswerHead head, CallerConnection connection, Duration idle, Tally tally,
            Optional<Function<String, Future<?>>> remember) {
        this.passage = passage;
        this.head = head;
        this.connection = connection;
        this.idle = idle;
        this.tally = tally;
        this.remember = remember;
        this.chunked = !passage.lengthKnown();
    }

    /**
     * @throws UpstreamFault            if the upstream failed before anything was sent
     * @throws CloseConnectionException if the answer broke off: the caller's connection must do the same
     */
    void run(Call call) {
        Bytes first = passage.request().clear();
        ResponseHead.write(first, head, call.answer(), chunked);
        if (!chunked && !passage.ended() && passage.from() == passage.to()) {
            // The head alone would tell the caller little, and with the body it is one write.
            read();
        }
        call.begin(head.status());
        try {
            first(call, first);
            while (!passage.ended()) {
                read();
                piece(call);
            }
        } catch (UpstreamFault e) {
            brokenOff(call, e);
            throw e;
        } catch (SocketWriterException | UncheckedIOException e) {
            // Writing to him failed.
            throw CallerConnection.left();
        }
    }

    /**
     * Of a stream of events a last one tells what happened; nothing else has a place for it. Both are left without their end: the
     * connection is closed next, and a client that had seen an end would keep it and send its next request into the closing.
     */
    private void brokenOff(Call call, UpstreamFault fault) {
        if (!chunked || !tally.stream()) {
            return;
        }
        byte[] event = event(fault);
        Bytes last = passage.request().clear();
        last.text(Integer.toHexString(event.length)).text("\r\n").bytes(event).text("\r\n");
        try {
            write(call, last.array(), 0, last.length());
        } catch (SocketWriterException | UncheckedIOException e) {
            throw CallerConnection.left();
        }
    }

    /** As the APIs of both kinds tell of errors in their streams. The empty line ends what may have been half an event. */
    private static byte[] event(UpstreamFault fault) {
        OpenAiError error = OpenAiError.of(Faults.of(fault));
        JsonObject data = Json.createObjectBuilder(error.members()).add("type", "error").add("error", error.members())
                .build();
        return ("\n\nevent: error\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Looks at the piece: at the last one before it is sent, so that what it tells is written down by then. */
    private void look() {
        tally.feed(passage.bytes(), passage.from(), passage.to());
        if (remembered == null && remember.isPresent() && (tally.stream() || passage.ended())
                && !tally.storedId().isEmpty()) {
            remembered = remember.get().apply(tally.storedId());
        }
        if (remembered != null && passage.ended()) {
            await(remembered);
        }
    }

    private static void await(Future<?> writing) {
        try {
            writing.get(WRITING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "it was not noted in time who made a response", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void first(Call call, Bytes first) {
        if (passage.to() - passage.from() + first.length() > TOGETHER) {
            write(call, first.array(), 0, first.length());
            piece(call);
            return;
        }
        boolean last = passage.ended();
        if (last) {
            look();
        }
        int from = framedFrom();
        int to = framedTo();
        first.bytes(passage.bytes(), from, to);
        write(call, first.array(), 0, first.length());
        if (!last) {
            look();
        }
    }

    private void piece(Call call) {
        boolean last = passage.ended();
        if (last) {
            look();
        }
        int from = framedFrom();
        int to = framedTo();
        if (from < to) {
            write(call, passage.bytes(), from, to);
        }
        if (!last) {
            look();
        }
    }

    /** Frames the piece where it lies. */
    private int framedFrom() {
        int from = passage.from();
        if (!chunked || from == passage.to()) {
            return from;
        }
        byte[] bytes = passage.bytes();
        bytes[from - 2] = '\r';
        bytes[from - 1] = '\n';
        return Bytes.hexBefore(bytes, from - 2, passage.to() - from);
    }

    private int framedTo() {
        int to = passage.to();
        if (!chunked) {
            return to;
        }
        byte[] bytes = passage.bytes();
        if (passage.from() < to) {
            bytes[to++] = '\r';
            bytes[to++] = '\n';
        }
        if (passage.ended()) {
            System.arraycopy(LAST_CHUNK, 0, bytes, to, LAST_CHUNK.length);
            to += LAST_CHUNK.length;
        }
        return to;
    }

    private void read() {
        connection.waiting(idle, passage::abort, true);
        try {
            passage.read();
            checkUnbroken();
        } catch (UpstreamFault e) {
            checkUnbroken();
            throw e;
        } finally {
            connection.done();
        }
    }

    private void checkUnbroken() {
        if (!connection.done()) {
            throw connection.gone() ? CallerConnection.left() : new UpstreamFault(Reason.TIMEOUT);
        }
    }

    private void write(Call call, byte[] bytes, int from, int to) {
        connection.waiting(CallerConnection.LEAVING);
        try {
            call.write(bytes, from, to);
        } finally {
            connection.done();
        }
    }
}
