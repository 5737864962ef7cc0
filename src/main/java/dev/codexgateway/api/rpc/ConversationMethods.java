package dev.codexgateway.api.rpc;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.ConversationJson;
import dev.codexgateway.api.ListPage;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Method;
import dev.codexgateway.jsonrpc.Params;

/** The methods {@code conversation.*}: each parses its params, asks the conversations and renders the result. */
final class ConversationMethods {
    private static final int MAX_WAIT_SECONDS = 300;

    private final Conversations conversations;
    private final Access access;

    ConversationMethods(Conversations conversations, Access access) {
        this.conversations = conversations;
        this.access = access;
    }

    Map<String, Method<RpcContext>> all() {
        return Map.of(
                "conversation.prompt", scoped(Scope.WRITE, this::prompt),
                "conversation.status", scoped(Scope.READ, this::status),
                "conversation.cancel", scoped(Scope.WRITE, this::cancel),
                "conversation.list", scoped(Scope.READ, this::list),
                "conversation.events", scoped(Scope.READ, this::events),
                "conversation.delete", scoped(Scope.WRITE, this::delete));
    }

    private Method<RpcContext> scoped(Scope scope, Method<RpcContext> method) {
        return (params, context) -> {
            access.check(context.caller(), scope);
            return method.call(params, context);
        };
    }

    private JsonValue prompt(Params params, RpcContext context) {
        Prompt prompt = PromptParams.prompt(params);
        Optional<SessionId> session = PromptParams.session(params, context.headers());
        Optional<String> requestId = PromptParams.requestId(params, context.headers());
        double wait = params.number("wait_seconds", 0, MAX_WAIT_SECONDS).orElse((double) MAX_WAIT_SECONDS);
        boolean includeEvents = params.flag("include_events").orElse(true);

        Conversations.Asked asked = conversations.prompt(context.caller(), session, prompt, requestId);
        if (!context.answered()) {
            return JsonValue.NULL;
        }
        Turn turn = conversations.await(asked.turn(), Duration.ofMillis(Math.round(wait * 1000)));
        return result(turn, includeEvents, asked.repeated());
    }

    private JsonValue status(Params params, RpcContext context) {
        SessionId session = requiredSession(params, context);
        return conversations.find(context.caller(), session)
                .map(view -> Json.createObjectBuilder(ConversationJson.summary(view.conversation()))
                        .add("status", view.turn().status().word())
                        .add("turn", result(view.turn(), false, false))
                        .build())
                .orElseGet(() -> Json.createObjectBuilder().add("status", "not_found")
                        .add("session_id", session.value()).build());
    }

    private JsonValue cancel(Params params, RpcContext context) {
        SessionId session = requiredSession(params, context);
        return ConversationJson.cancelled(session, conversations.cancel(context.caller(), session));
    }

    private JsonValue list(Params params, RpcContext context) {
        return ListPage.of(conversations, context.caller(), params, Integer.MAX_VALUE);
    }

    private JsonValue events(Params params, RpcContext context) {
        SessionId session = requiredSession(params, context);
        Optional<String> turnId = PromptParams.turnId(params);
        long after = params.integer("after_seq", 0, Long.MAX_VALUE / 2).orElse(0L);
        Conversations.Page page = conversations.events(context.caller(), session, turnId, after, ListPage.limit(params))
                .orElseThrow(() -> new GatewayException(
                        new GatewayError.NotFound(turnId.isPresent() ? "conversation or turn" : "conversation")));
        return Json.createObjectBuilder()
                .add("data", ConversationJson.events(page.events()))
                .add("next_seq", page.next().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
                .build();
    }

    private JsonValue delete(Params params, RpcContext context) {
        return Json.createObjectBuilder()
                .add("deleted", conversations.delete(context.caller(), requiredSession(params, context))).build();
    }

    private JsonObject result(Turn turn, boolean includeEvents, boolean repeated) {
        JsonObjectBuilder json = ConversationJson.turn(turn);
        if (includeEvents) {
            json.add("events", ConversationJson.events(conversations.events(turn)));
        }
        if (repeated) {
            json.add("repeated", true);
        }
        return json.build();
    }

    private static SessionId requiredSession(Params params, RpcContext context) {
        return PromptParams.session(params, context.headers())
                .orElseThrow(() -> GatewayException.invalid("`session_id` is required."));
    }
}
