package dev.codexgateway.api.rpc;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Scope;
import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.Conversation;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.jsonrpc.Method;
import dev.codexgateway.jsonrpc.Params;

/** The methods {@code conversation.*}: each parses its params, asks the conversations and renders the result. */
final class ConversationMethods {
    private static final int MAX_PAGE = 1_000;
    private static final int USUAL_PAGE = 100;
    private static final int MAX_WAIT_SECONDS = 300;
    private static final Pattern POSITION = Pattern.compile("(\\d{1,15}):(\\w{1,64})");
    private static final Pattern TURN_ID = Pattern.compile("\\w{1,64}");
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7E]{1,255}");

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
        Prompt prompt = new Prompt(params.required("prompt"), params.text("model"), params.texts("images"), List.of(),
                params.object("output_schema"));
        Optional<SessionId> session = session(params, context);
        Optional<String> requestId = params.text("request_id").or(context::idempotencyKey);
        if (requestId.filter(id -> !REQUEST_ID.matcher(id).matches()).isPresent()) {
            throw GatewayException.invalid("A request id has 1 to 255 visible ASCII characters.");
        }
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
                .map(view -> Json.createObjectBuilder(summary(view.conversation()))
                        .add("status", view.turn().status().word())
                        .add("turn", result(view.turn(), false, false))
                        .build())
                .orElseGet(() -> Json.createObjectBuilder().add("status", "not_found")
                        .add("session_id", session.value()).build());
    }

    private JsonValue cancel(Params params, RpcContext context) {
        SessionId session = requiredSession(params, context);
        Optional<Turn> turn = conversations.cancel(context.caller(), session);
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("cancelled", turn.filter(ended -> ended.status().word().equals("cancelled")).isPresent())
                .add("session_id", session.value());
        turn.ifPresent(ended -> json.add("conversation_id", ended.conversationId()).add("turn_id", ended.id()));
        return json.build();
    }

    private JsonValue list(Params params, RpcContext context) {
        int limit = limit(params);
        List<Conversation> page = conversations.list(context.caller(),
                params.text("cursor").map(ConversationMethods::position), limit + 1);
        JsonArrayBuilder data = Json.createArrayBuilder();
        page.stream().limit(limit).forEach(conversation -> data.add(summary(conversation)));
        return Json.createObjectBuilder()
                .add("data", data)
                .add("next_cursor",
                        page.size() > limit ? Json.createValue(cursor(page.get(limit - 1))) : JsonValue.NULL)
                .build();
    }

    private JsonValue events(Params params, RpcContext context) {
        SessionId session = requiredSession(params, context);
        Optional<String> turnId = params.text("turn_id");
        if (turnId.filter(id -> !TURN_ID.matcher(id).matches()).isPresent()) {
            throw GatewayException.invalid("`turn_id` is not one that a prompt gave.");
        }
        long after = params.integer("after_seq", 0, Long.MAX_VALUE / 2).orElse(0L);
        Conversations.Page page = conversations.events(context.caller(), session, turnId, after, limit(params))
                .orElseThrow(() -> new GatewayException(
                        new GatewayError.NotFound(turnId.isPresent() ? "conversation or turn" : "conversation")));
        JsonArrayBuilder data = Json.createArrayBuilder();
        page.events().forEach(event -> data.add(event.json()));
        return Json.createObjectBuilder()
                .add("data", data)
                .add("next_seq", page.next().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL))
                .build();
    }

    private JsonValue delete(Params params, RpcContext context) {
        return Json.createObjectBuilder()
                .add("deleted", conversations.delete(context.caller(), requiredSession(params, context))).build();
    }

    private JsonObject result(Turn turn, boolean includeEvents, boolean repeated) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", "ai_response")
                .add("session_id", turn.sessionId())
                .add("conversation_id", turn.conversationId())
                .add("turn_id", turn.id())
                .add("status", turn.status().word())
                .add("content", turn.content())
                .add("model", turn.model());
        turn.usage().ifPresent(usage -> json.add("usage", usage.json()));
        json.add("created_at", turn.createdAt().toString());
        turn.completedAt().ifPresent(time -> json.add("completed_at", time.toString()));
        if (includeEvents) {
            JsonArrayBuilder events = Json.createArrayBuilder();
            conversations.events(turn).forEach(event -> events.add(event.json()));
            json.add("events", events);
        }
        json.add("error", turn.error().<JsonValue>map(error -> error.json()).orElse(JsonValue.NULL));
        if (repeated) {
            json.add("repeated", true);
        }
        return json.build();
    }

    private static JsonObject summary(Conversation conversation) {
        return Json.createObjectBuilder()
                .add("session_id", conversation.sessionId())
                .add("conversation_id", conversation.id())
                .add("status", conversation.status().word())
                .add("model", conversation.model())
                .add("turns", conversation.turns())
                .add("created_at", conversation.createdAt().toString())
                .add("updated_at", conversation.updatedAt().toString())
                .build();
    }

    private static Optional<SessionId> session(Params params, RpcContext context) {
        return params.text("session_id").or(context::chat).map(SessionId::new);
    }

    private static SessionId requiredSession(Params params, RpcContext context) {
        return session(params, context).orElseThrow(() -> GatewayException.invalid("`session_id` is required."));
    }

    private static int limit(Params params) {
        return params.integer("limit", 1, MAX_PAGE).orElse((long) USUAL_PAGE).intValue();
    }

    private static String cursor(Conversation last) {
        String position = last.createdAt().toEpochMilli() + ":" + last.id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    private static Archive.Position position(String cursor) {
        try {
            Matcher position = POSITION
                    .matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (position.matches()) {
                return new Archive.Position(Instant.ofEpochMilli(Long.parseLong(position.group(1))), position.group(2));
            }
        } catch (IllegalArgumentException e) {
            // As any other text that is no cursor.
        }
        throw GatewayException.invalid("`cursor` is not one that a list gave.");
    }
}
