package dev.codexgateway.codex.openai;

import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import dev.codexgateway.codex.Agent;
import dev.codexgateway.codex.Cancellation;
import dev.codexgateway.codex.TurnEvent;
import dev.codexgateway.codex.TurnFailure;
import dev.codexgateway.json.Json;
import dev.codexgateway.upstream.Exchange;
import dev.codexgateway.upstream.Upstream;
import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.upstream.UpstreamMeters;
import dev.codexgateway.upstream.UpstreamRefusal;

/** Answers turns by OpenAI's Responses API, streamed. Safe for concurrent use. */
public final class OpenAiAgent implements Agent {
    /** Larger than any response's final event, which repeats the whole answer. */
    private static final int MAX_EVENT = 8 * 1024 * 1024;
    private static final String UNKNOWN_REFERENCE = "previous_response_not_found";
    private static final Logger LOG = System.getLogger(OpenAiAgent.class.getName());

    private final Upstream upstream;
    private final OpenAiConfig config;
    private final Duration patience;
    private final UpstreamMeters meters = new UpstreamMeters();

    /** @param patience how long the tries for one answer's beginning may take together: a turn's deadline */
    public OpenAiAgent(Upstream upstream, OpenAiConfig config, Duration patience) {
        this.upstream = upstream;
        this.config = config;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public void admit() {
        upstream.admit();
    }

    @Override
    public Answer answer(Task task, Telling out, Cancellation stop) throws TurnFailure {
        try (Exchange exchange = open(task, out, stop)) {
            return counted(exchange, out);
        } catch (UpstreamRefusal e) {
            throw new TurnFailure(Failures.of(e), e);
        } catch (UpstreamFault e) {
            throw new TurnFailure(Failures.of(e), e);
        }
    }

    /** Goes on by reference where OpenAI keeps responses, and sends everything anew where it no longer knows this one. */
    private Exchange open(Task task, Telling out, Cancellation stop) {
        Optional<String> reference = config.store() ? task.earlier().reference() : Optional.empty();
        if (reference.isEmpty()) {
            return post(new ResponseRequest(task, config, Optional.empty(), task.earlier().all()), out, stop);
        }
        try {
            return post(new ResponseRequest(task, config, reference, task.earlier().sinceReference()), out, stop);
        } catch (UpstreamRefusal e) {
            if (!e.code().equals(UNKNOWN_REFERENCE)) {
                throw e;
            }
            LOG.log(Level.DEBUG,
                    () -> "turn " + task.turnId() + ": the earlier response is gone, sending the conversation anew");
            return post(new ResponseRequest(task, config, Optional.empty(), task.earlier().all()), out, stop);
        }
    }

    private Exchange post(ResponseRequest request, Telling out, Cancellation stop) {
        return upstream.post("/responses", request.body(), patience, stop::onFire,
                note -> out.tell(new TurnEvent.Notice(note)));
    }

    private Answer counted(Exchange exchange, Telling out) throws TurnFailure {
        try {
            return read(exchange, out);
        } catch (UpstreamFault e) {
            meters.error(e.reason());
            throw e;
        } catch (TurnFailure e) {
            meters.error(Failures.reason(e.error()));
            throw e;
        }
    }

    private Answer read(Exchange exchange, Telling out) throws TurnFailure {
        SseReader events = new SseReader(exchange.body(), MAX_EVENT);
        Answering answering = new Answering(out);
        int readable = 0;
        int unreadable = 0;
        Optional<String> data = events.next();
        while (data.isPresent()) {
            try {
                Optional<Answer> answer = answering.take(json(data.get()));
                readable++;
                if (answer.isPresent()) {
                    if (unreadable > 0) {
                        answering.warn(unreadable + " of the upstream's events could not be read and were skipped.");
                    }
                    return answer.get();
                }
            } catch (RuntimeException e) {
                // Not JSON, or not of the form it should have. What it said will be in the final event.
                unreadable++;
                meters.error("malformed_event");
            }
            data = events.next();
        }
        // Without one event it is a page or an error's JSON, for which a proxy gave the status of success.
        throw new UpstreamFault(readable == 0 ? Reason.PROTOCOL : Reason.NO_END);
    }

    private static JsonObject json(String data) {
        try (JsonReader reader = Json.createReader(new StringReader(data))) {
            return reader.readObject();
        }
    }
}
