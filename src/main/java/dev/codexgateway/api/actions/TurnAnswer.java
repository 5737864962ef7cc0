package dev.codexgateway.api.actions;

import java.util.ArrayList;
import java.util.List;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.api.ConversationJson;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;

/**
 * A turn as an action is told of it: without its content while it runs, with a page of it when it has ended, and with a sentence
 * that tells the model how to go on where there is more to do.
 */
final class TurnAnswer {
    /** For content, or a list's elements: ChatGPT takes less than 100,000 characters, and all around them has less than 3,000. */
    static final int ROOM = 97_000;

    private TurnAnswer() {}

    /** What a prompt is answered with. */
    static JsonObject of(Turn turn, Repetition repetition) {
        List<String> steps = new ArrayList<>();
        JsonObjectBuilder json = turn(turn, 0, steps);
        if (repetition != Repetition.NONE) {
            json.add("repeated", true);
            steps.add("Nothing was started: this prompt had been sent before, and this is its turn. Only if the person"
                    + " wants the same once more" + (turn.status().ended() ? "" : ", and once this turn has ended")
                    + ", "
                    + repetition.anew() + ".");
        }
        return withNext(json, steps);
    }

    /** What is told of a conversation and a turn of it, whose content begins at {@code offset}. */
    static JsonObject of(Conversations.View view, int offset) {
        List<String> steps = new ArrayList<>();
        return withNext(Json.createObjectBuilder(ConversationJson.summary(view.conversation()))
                .add("status", view.status().word())
                .add("turn", turn(view.turn(), offset, steps)), steps);
    }

    private static JsonObject withNext(JsonObjectBuilder json, List<String> steps) {
        return (steps.isEmpty() ? json : json.add("next_step", String.join(" ", steps))).build();
    }

    private static JsonObjectBuilder turn(Turn turn, int offset, List<String> steps) {
        JsonObjectBuilder json = ConversationJson.turn(turn);
        if (!turn.status().ended()) {
            steps.add("Codex is still working. Call getConversation with session_id \"" + turn.sessionId()
                    + "\", again and again, until status is not in_progress any more. Do not send the prompt again.");
            return json.remove("content");
        }
        ContentPage page = ContentPage.of(turn.content(), offset, ROOM);
        if (offset > page.length()) {
            throw GatewayException.invalid("`content_offset` is beyond the end of the content.");
        }
        page.next().ifPresent(next -> steps.add("This is a part of the content. Call getConversation with session_id \""
                + turn.sessionId() + "\", turn_id \"" + turn.id() + "\" and content_offset " + next
                + " for the next one, until next_content_offset is null, and join the parts."));
        return json.add("content", page.text())
                .add("content_offset", page.offset())
                .add("content_length", page.length())
                .add("next_content_offset", page.next().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL));
    }
}
