package dev.codexgateway.api.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import jakarta.json.JsonValue;

import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Admission;
import dev.codexgateway.access.Caller;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.edge.MalformedJson;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.jsonrpc.Dispatcher;
import dev.codexgateway.observe.RequestId;

/** {@code POST /jsonrpc}: JSON-RPC 2.0 over HTTP. */
public final class RpcEndpoint implements HttpService {
    private static final int MAX_BATCH = 50;

    private final Access access;
    private final Dispatcher<RpcContext> dispatcher;

    public RpcEndpoint(Conversations conversations, Access access) {
        this.access = access;
        this.dispatcher = new Dispatcher<>(new ConversationMethods(conversations, access).all(), MAX_BATCH,
                RpcContext::unanswered);
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/jsonrpc", access.counted(this::call));
        rules.any("/jsonrpc", (_, _) -> {
            throw new GatewayException(new GatewayError.MethodNotAllowed("POST"));
        });
    }

    private void call(ServerRequest request, ServerResponse response, Caller caller, Admission.Leave leave) {
        Optional<JsonValue> answer = answer(request, caller);
        if (answer.filter(Dispatcher::limited).isPresent()) {
            leave.giveBack();
        }
        answer.ifPresentOrElse(
                json -> response.header(HeaderValues.CONTENT_TYPE_JSON)
                        .send(json.toString().getBytes(StandardCharsets.UTF_8)),
                () -> response.status(Status.NO_CONTENT_204).send());
    }

    private Optional<JsonValue> answer(ServerRequest request, Caller caller) {
        String incident = RequestId.current();
        try {
            JsonValue message = JsonBody.read(request, JsonBody.WITH_IMAGES);
            boolean batch = message.getValueType() == JsonValue.ValueType.ARRAY;
            CallHeaders headers = CallHeaders.of(request.headers());
            return dispatcher.dispatch(message,
                    new RpcContext(caller, batch ? headers.withoutIdempotencyKey() : headers, true), incident);
        } catch (MalformedJson e) {
            return Optional.of(Dispatcher.parseError(incident));
        }
    }
}
