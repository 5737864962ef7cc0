package dev.codexgateway.api.mcp;

import java.time.Duration;
import java.util.Optional;

import jakarta.json.JsonObject;

import dev.codexgateway.api.ConversationJson;
import dev.codexgateway.api.ListPage;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.api.TurnAnswer;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** The tools {@code codex_*}: each parses its arguments, asks the conversations and renders what they say. */
final class CodexTools {
    private static final double MAX_WAIT_SECONDS = 300;
    /** Below the minute after which ChatGPT and the official SDKs give up. */
    private static final double USUAL_WAIT_SECONDS = 50;
    /**
     * For content, or a list's elements. A result tells them twice, the second time as text within JSON, where each may take twice
     * as much: so all of it has less than 100,000 characters.
     */
    private static final int ROOM = 32_000;
    private static final TurnAnswer ANSWER = new TurnAnswer(Tool.STATUS.word(), ROOM);

    private final Conversations conversations;
    private final Watch watch;

    CodexTools(Conversations conversations) {
        this.conversations = conversations;
        this.watch = new Watch(conversations);
    }

    JsonObject call(Tool tool, Params arguments, Exchange exchange) {
        return switch (tool) {
            case PROMPT -> prompt(arguments, exchange);
            case STATUS -> status(arguments, exchange);
            case CANCEL -> cancel(arguments, exchange);
            case LIST -> ListPage.of(conversations, exchange.caller(), arguments, ROOM);
        };
    }

    private JsonObject prompt(Params arguments, Exchange exchange) {
        Prompt prompt = PromptParams.prompt(arguments);
        Optional<SessionId> session = PromptParams.session(arguments, exchange.headers());
        Optional<String> requestId = PromptParams.requestId(arguments, exchange.headers());
        Duration wait = wait(arguments);
        Conversations.Asked asked = conversations.prompt(exchange.caller(), session, prompt, requestId);
        if (asked.repeated()) {
            return ANSWER.of(watch.watch(asked.turn(), wait, exchange),
                    Optional.of("send it again with another request_id"));
        }
        return ANSWER.of(watch.watchOwn(asked.turn(), wait, exchange), Optional.empty());
    }

    private JsonObject status(Params arguments, Exchange exchange) {
        SessionId session = session(arguments, exchange);
        Optional<String> turnId = PromptParams.turnId(arguments);
        int offset = arguments.integer("content_offset", 0, Integer.MAX_VALUE).orElse(0L).intValue();
        Duration wait = wait(arguments);
        Optional<Conversations.View> found = conversations.find(exchange.caller(), session, turnId);
        if (found.isEmpty() && turnId.isPresent()) {
            throw new GatewayException(new GatewayError.NotFound("conversation or turn"));
        }
        return found.map(view -> ANSWER.of(later(view, wait, exchange), offset)).orElseGet(() -> notFound(session));
    }

    private Conversations.View later(Conversations.View view, Duration wait, Exchange exchange) {
        Turn now = watch.watch(view.turn(), wait, exchange);
        return view.turn().status().ended() ? view : view.now(now);
    }

    private JsonObject cancel(Params arguments, Exchange exchange) {
        SessionId session = session(arguments, exchange);
        return ConversationJson.cancelled(session, conversations.cancel(exchange.caller(), session));
    }

    private static JsonObject notFound(SessionId session) {
        return Json.createObjectBuilder().add("status", "not_found").add("session_id", session.value())
                .add("next_step", "There is no such conversation. Call " + Tool.LIST.word()
                        + " to see which there are, or begin it by " + Tool.PROMPT.word() + ".")
                .build();
    }

    private static SessionId session(Params arguments, Exchange exchange) {
        return PromptParams.session(arguments, exchange.headers())
                .orElseThrow(() -> GatewayException.invalid("`session_id` is required."));
    }

    private static Duration wait(Params arguments) {
        return Duration.ofMillis(Math.round(
                arguments.number("wait_seconds", 0, MAX_WAIT_SECONDS).orElse(USUAL_WAIT_SECONDS) * 1000));
    }
}
