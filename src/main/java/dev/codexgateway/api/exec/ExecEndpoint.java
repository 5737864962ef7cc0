package dev.codexgateway.api.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.api.ConversationJson;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.api.Streams;
import dev.codexgateway.codex.CodexConfig;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.edge.CallerConnection;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** {@code POST /exec}: a prompt and its turn, whole or live; {@code POST /exec/resume}: a further name for a conversation. */
public final class ExecEndpoint implements HttpService {
    private final Conversations conversations;
    private final CodexConfig config;
    private final Access access;
    private final LiveAnswer live;

    public ExecEndpoint(Conversations conversations, CodexConfig config, Access access, Streams streams) {
        this.conversations = conversations;
        this.config = config;
        this.access = access;
        this.live = new LiveAnswer(streams);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/exec", access.require(Scope.WRITE, this::exec));
        rules.any("/exec", Methods.only("POST"));
        rules.post("/exec/resume", access.require(Scope.WRITE, this::resume));
        rules.any("/exec/resume", Methods.only("POST"));
    }

    private void exec(ServerRequest request, ServerResponse response, Caller caller) {
        Form form = Form.accepted(request.headers());
        Params params = Params.of(body(request, JsonBody.WITH_IMAGES));
        CallHeaders headers = CallHeaders.of(request.headers());
        if (form == Form.JSON) {
            Conversations.Asked asked = prompt(caller, params, headers);
            send(response, whole(asked));
            return;
        }
        // The place is taken first: a caller who may not watch is told so before anything runs.
        try (Streams.Opened opened = live.open(request, caller)) {
            Turn turn = prompt(caller, params, headers).turn();
            live.send(response, form, conversations.watch(turn), opened);
        }
    }

    private Conversations.Asked prompt(Caller caller, Params params, CallHeaders headers) {
        return conversations.prompt(caller, PromptParams.session(params, headers), PromptParams.prompt(params),
                PromptParams.requestId(params, headers));
    }

    private JsonObject whole(Conversations.Asked asked) {
        Turn turn = awaited(asked.turn());
        JsonObjectBuilder json = ConversationJson.turn(turn)
                .add("events", ConversationJson.events(conversations.events(turn)));
        if (asked.repeated()) {
            json.add("repeated", true);
        }
        return json.build();
    }

    /** Whoever has gone is waited for no longer: his connection is given back, and his turn goes on. */
    private Turn awaited(Turn turn) {
        Duration wait = config.turnDeadline().plusSeconds(60);
        CallerConnection connection = CallerConnection.current();
        connection.waiting(wait.plusSeconds(60), Thread.currentThread()::interrupt, true);
        Turn ended;
        try {
            ended = conversations.await(turn, wait);
        } finally {
            connection.done();
        }
        if (connection.gone()) {
            throw CallerConnection.left();
        }
        return ended;
    }

    private void resume(ServerRequest request, ServerResponse response, Caller caller) {
        Params params = Params.of(body(request, JsonBody.USUAL));
        String conversation = params.required("conversation_id");
        SessionId session = PromptParams.session(params, CallHeaders.of(request.headers()))
                .orElseThrow(() -> GatewayException.invalid("`session_id` is required."));
        conversations.name(caller, conversation, session);
        send(response, Json.createObjectBuilder()
                .add("conversation_id", conversation)
                .add("session_id", session.value())
                .add("message", "The conversation goes on under this session_id too.")
                .build());
    }

    private static JsonObject body(ServerRequest request, int limit) {
        if (JsonBody.read(request, limit) instanceof JsonObject members) {
            return members;
        }
        throw GatewayException.invalid("The body must be a JSON object.");
    }

    private static void send(ServerResponse response, JsonObject json) {
        response.header(HeaderValues.CONTENT_TYPE_JSON).header(HeaderNames.CACHE_CONTROL, "no-store")
                .send(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
