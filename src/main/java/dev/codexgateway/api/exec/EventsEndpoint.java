package dev.codexgateway.api.exec;

import java.util.Optional;
import java.util.regex.Pattern;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.Streams;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Watch;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * {@code GET /conversations/{session_id}/events}: the running turn, else the last one, as server-sent events. Their ids are
 * the events' numbers, and whoever comes back with the last one it saw gets what came after it. When that is nothing and the
 * turn has ended, the answer is 204, which tells an {@code EventSource} not to come back.
 */
public final class EventsEndpoint implements HttpService {
    private static final String PATH = "/conversations/{session_id}/events";
    private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Conversations conversations;
    private final Access access;
    private final LiveAnswer live;

    public EventsEndpoint(Conversations conversations, Access access, Streams streams) {
        this.conversations = conversations;
        this.access = access;
        this.live = new LiveAnswer(streams);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH, access.require(Scope.READ, this::events));
        rules.any(PATH, Methods.only("GET"));
    }

    private void events(ServerRequest request, ServerResponse response, Caller caller) {
        SessionId session = new SessionId(request.path().pathParameters().get("session_id"));
        Optional<Long> seen = seen(request);
        Watch watch = conversations.watch(caller, session, seen)
                .orElseThrow(() -> new GatewayException(new GatewayError.NotFound("conversation")));
        if (seen.isPresent() && watch.nothingLeft()) {
            response.status(Status.NO_CONTENT_204).header(HeaderNames.CACHE_CONTROL, "no-store").send();
            return;
        }
        try (Streams.Opened opened = live.open(request, caller)) {
            live.send(response, Form.EVENTS, watch, opened);
        }
    }

    private static Optional<Long> seen(ServerRequest request) {
        Optional<String> id = request.headers().first(LAST_EVENT_ID).map(String::strip).filter(text -> !text.isEmpty());
        if (id.filter(text -> !NUMBER.matcher(text).matches()).isPresent()) {
            throw GatewayException.invalid("Last-Event-ID is not one that an event had.");
        }
        return id.map(Long::valueOf);
    }
}
