package dev.codexgateway.api.exec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HttpMediaType;
import io.helidon.http.ServerRequestHeaders;

import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** How a turn is told: all of it at its end, or live. The first is what a caller gets who takes anything. */
enum Form {
    JSON(MediaTypes.APPLICATION_JSON, "", ""),
    /** One event a line (https://jsonlines.org). The space that is sent in a silence belongs to the line that follows. */
    LINES(MediaTypes.create("application/jsonl"), "", " "),
    /** https://html.spec.whatwg.org/#server-sent-events, where a line that begins with a colon is a comment. */
    EVENTS(MediaTypes.create("text/event-stream"), ": a turn, as it runs\n\n", ":\n\n");

    private final MediaType type;
    private final byte[] opening;
    private final byte[] beat;

    Form(MediaType type, String opening, String beat) {
        this.type = type;
        this.opening = opening.getBytes(StandardCharsets.UTF_8);
        this.beat = beat.getBytes(StandardCharsets.UTF_8);
    }

    /** What the caller likes best of what there is. */
    static Form accepted(ServerRequestHeaders headers) {
        List<HttpMediaType> accepted = headers.acceptedTypes();
        return accepted.isEmpty()
                ? JSON
                : accepted.stream().filter(wanted -> wanted.qualityFactor() > 0)
                        .flatMap(wanted -> Arrays.stream(values()).filter(form -> wanted.test(form.type)).limit(1))
                        .findFirst().orElseThrow(() -> new GatewayException(new GatewayError.NotAcceptable(
                                Arrays.stream(values()).map(Form::contentType).collect(Collectors.joining(", ")))));
    }

    String contentType() {
        return type.text();
    }

    /** What is sent at once, so that the caller sees that it goes on. */
    byte[] opening() {
        return opening;
    }

    /** What is sent in a silence and means nothing. */
    byte[] beat() {
        return beat;
    }

    /** An event as it stands in the stream. */
    byte[] told(RecordedEvent event) {
        String text = this == EVENTS
                ? "id: " + event.seq() + "\ndata: " + event.json() + "\n\n"
                : event.json() + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
