package dev.codexgateway.api.mcp;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.json.JsonObject;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;

/**
 * The answer to one request: a JSON object, or, once there was something to tell before it, a stream of server-sent events that
 * ends with it. Only the request's own thread may use it.
 */
final class Reply {
    private static final Logger LOG = System.getLogger(Reply.class.getName());

    private final ServerResponse response;
    private final boolean takesJson;
    private final boolean takesEvents;
    private Optional<OutputStream> stream = Optional.empty();
    private boolean gone;

    private Reply(ServerResponse response, boolean takesJson, boolean takesEvents) {
        this.response = response;
        this.takesJson = takesJson;
        this.takesEvents = takesEvents;
    }

    /**
     * A client has to take both forms; one that takes only one of them gets that.
     *
     * @throws Refusal if it takes neither
     */
    static Reply to(ServerRequestHeaders headers, ServerResponse response) {
        Reply reply = new Reply(response, headers.isAccepted(MediaTypes.APPLICATION_JSON),
                headers.isAccepted(MediaTypes.TEXT_EVENT_STREAM));
        if (!reply.takesJson && !reply.takesEvents) {
            throw Refusal.notAcceptable();
        }
        return reply;
    }

    /** Whether it was seen that the client closed the stream. */
    boolean gone() {
        return gone;
    }

    /** Tells something before the answer, if the client takes events. */
    void tell(JsonObject notification) {
        event("event: message\ndata: " + notification + "\n\n");
    }

    /** Says nothing: proxies do not close what is used, and only who writes learns that nobody reads. */
    void beat() {
        event(": working\n\n");
    }

    void answer(int status, JsonObject message) {
        if (stream.isPresent() || !takesJson && status == Status.OK_200.code()) {
            tell(message);
            end();
        } else {
            response.status(status).header(HeaderValues.CONTENT_TYPE_JSON).header(HeaderNames.CACHE_CONTROL, "no-store")
                    .send(message.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Ends without the answer, which nobody wants any more; a client that takes no events gets it all the same. */
    void abandon(JsonObject message) {
        if (takesEvents) {
            beat();
            end();
        } else {
            answer(Status.OK_200.code(), message);
        }
    }

    private void event(String text) {
        if (gone || !takesEvents) {
            return;
        }
        try {
            OutputStream out = stream.orElseGet(this::begin);
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            LOG.log(Level.DEBUG, "the client closed the stream", e);
            gone = true;
        }
    }

    private OutputStream begin() {
        OutputStream out = response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, "text/event-stream")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.create("X-Accel-Buffering"), "no").outputStream();
        stream = Optional.of(out);
        return out;
    }

    private void end() {
        try (OutputStream out = stream.orElseGet(OutputStream::nullOutputStream)) {
            out.flush();
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            LOG.log(Level.DEBUG, "the client closed the stream", e);
            gone = true;
        }
    }
}
