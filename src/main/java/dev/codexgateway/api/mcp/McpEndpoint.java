package dev.codexgateway.api.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Predicate;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Admission;
import dev.codexgateway.access.Caller;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.MalformedJson;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Call;
import dev.codexgateway.jsonrpc.Dispatcher;
import dev.codexgateway.jsonrpc.Response;
import dev.codexgateway.jsonrpc.RpcError;
import dev.codexgateway.observe.RequestId;

/** {@code POST /mcp}: the Streamable HTTP transport of MCP, one message a request. */
public final class McpEndpoint implements HttpService {
    private static final String PATH = "/mcp";
    private static final int METHOD_NOT_FOUND = -32601;

    private final Access access;
    private final Predicate<String> origins;
    private final Dispatcher<Exchange> stateless;
    private final Dispatcher<Exchange> initialized;
    private final RunningCalls running = new RunningCalls();

    /**
     * @param access  to the resource MCP
     * @param origins whose scripts in a browser may call
     * @param version ours, as clients are told
     */
    public McpEndpoint(Conversations conversations, Access access, Predicate<String> origins, String version) {
        this.access = access;
        this.origins = origins;
        ToolDescriptions descriptions = new ToolDescriptions();
        McpMethods methods = new McpMethods(descriptions,
                new ToolCalls(descriptions, new CodexTools(conversations), access), version);
        this.stateless = new Dispatcher<>(methods.stateless(), 1, exchange -> exchange);
        this.initialized = new Dispatcher<>(methods.initialized(), 1, exchange -> exchange);
    }

    @Override
    public void routing(HttpRules rules) {
        Handler known = access.counted(this::receive);
        rules.post(PATH, (request, response) -> {
            if (request.headers().first(HeaderNames.ORIGIN).filter(origins.negate()).isPresent()) {
                refuse(request, response, JsonValue.NULL, Refusal.foreignOrigin());
            } else {
                known.handle(request, response);
            }
        });
        rules.any(PATH, Methods.only("POST"));
    }

    private void receive(ServerRequest request, ServerResponse response, Caller caller, Admission.Leave leave) {
        try {
            Reply reply = Reply.to(request.headers(), response);
            switch (read(request)) {
                case Call.Request call -> answer(request, response, new Asking(caller, leave, call), reply);
                case Call.Notification call -> {
                    accept(request, caller, call);
                    response.status(Status.ACCEPTED_202).send();
                }
            }
        } catch (MalformedJson e) {
            refuse(request, response, JsonValue.NULL, Refusal.of(RpcError.parseError()));
        } catch (Refusal e) {
            refuse(request, response, JsonValue.NULL, e);
        }
    }

    /** No batches: they are not in any revision that is spoken here. */
    private static Call read(ServerRequest request) {
        return switch (Call.parse(JsonBody.read(request, JsonBody.USUAL))) {
            case Call.Invalid invalid -> throw Refusal.invalidRequest(invalid.detail());
            case Call.Valid(Call.Request(var id, _, _)) when id.equals(JsonValue.NULL) ->
                throw Refusal.invalidRequest("`id` must not be null.");
            case Call.Valid(var call) -> call;
        };
    }

    private void answer(ServerRequest request, ServerResponse response, Asking asking, Reply reply) {
        Call.Request call = asking.call();
        try {
            Revision revision = Envelope.revision(request.headers(), call);
            Exchange exchange = new Exchange(asking.caller(), revision, CallHeaders.of(request.headers()),
                    Meta.of(call), reply);
            if (revision.stateless()) {
                answer(stateless, asking, exchange, response, reply);
            } else {
                running.during(exchange, call.id(), () -> answer(initialized, asking, exchange, response, reply));
            }
        } catch (Refusal e) {
            refuse(request, response, call.id(), e);
        }
    }

    private static void answer(Dispatcher<Exchange> methods, Asking asking, Exchange exchange,
            ServerResponse response, Reply reply) {
        Response answer = methods.answer(asking.call(), exchange, RequestId.current());
        if (exchange.limited()) {
            asking.leave().giveBack();
        }
        if (exchange.over()) {
            reply.abandon(answer.json());
            return;
        }
        exchange.challenge().ifPresent(challenge -> response.header(HeaderNames.WWW_AUTHENTICATE, challenge));
        reply.answer(status(answer, exchange), answer.json());
    }

    /** Earlier revisions have no statuses of their own for what is wrong with a call. */
    private static int status(Response answer, Exchange exchange) {
        if (exchange.challenge().isPresent()) {
            return Status.FORBIDDEN_403.code();
        }
        return exchange.revision().stateless() && answer instanceof Response.Failure failure
                && failure.error().code() == METHOD_NOT_FOUND ? Status.NOT_FOUND_404.code() : Status.OK_200.code();
    }

    /** What else clients notify of changes nothing here. */
    private void accept(ServerRequest request, Caller caller, Call.Notification call) {
        Revision revision = Envelope.revision(request.headers(), call);
        if (!revision.stateless() && call.method().equals(McpMethods.CANCELLED)) {
            call.params().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                    .flatMap(params -> Optional.ofNullable(params.get("requestId")))
                    .ifPresent(id -> running.cancel(caller.id(), id));
        }
    }

    /** An error without an id has none, not null as in JSON-RPC itself. */
    private static void refuse(ServerRequest request, ServerResponse response, JsonValue id, Refusal refusal) {
        JsonObject body = new Response.Failure(id, refusal.error(), RequestId.current()).json();
        Errors.endIfUnread(request, response);
        response.status(refusal.error().problem().status()).header(HeaderValues.CONTENT_TYPE_JSON)
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .send((id.equals(JsonValue.NULL) ? Json.createObjectBuilder(body).remove("id").build() : body)
                        .toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @param leave what is given back of it when a limit refuses the call after all */
    private record Asking(Caller caller, Admission.Leave leave, Call.Request call) {}
}
