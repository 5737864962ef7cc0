package dev.codexgateway.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;

/**
 * A turn as a model is told of it: without its content while it runs, with a page of it when it has ended, and with a sentence
 * that tells the model how to go on where there is more to do.
 *
 * @param lookUp the name of the call by which the model sees a conversation again
 * @param room   how many characters of content a page may have in JSON
 */
public record TurnAnswer(String lookUp, int room) {

    /**
     * What a prompt is answered with.
     *
     * @param anew how to have it run once more, if it had been sent before and nothing was started
     */
    public JsonObject of(Turn turn, Optional<String> anew) {
        List<String> steps = new ArrayList<>();
        JsonObjectBuilder json = turn(turn, 0, steps);
        anew.ifPresent(how -> {
            json.add("repeated", true);
            steps.add("Nothing was started: this prompt had been sent before, and this is its turn. Only if the person"
                    + " wants the same once more" + (turn.status().ended() ? "" : ", and once this turn has ended")
                    + ", " + how + ".");
        });
        return withNext(json, steps);
    }

    /** What is told of a conversation and a turn of it, whose content begins at {@code offset}. */
    public JsonObject of(Conversations.View view, int offset) {
        List<String> steps = new ArrayList<>();
        return withNext(Json.createObjectBuilder(ConversationJson.summary(view.conversation()))
                .add("status", view.status().word())
                .add("turn", turn(view.turn(), offset, steps)), steps);
    }

    private static JsonObject withNext(JsonObjectBuilder json, List<String> steps) {
        return (steps.isEmpty() ? json : json.add("next_step", String.join(" ", steps))).build();
    }

    private JsonObjectBuilder turn(Turn turn, int offset, List<String> steps) {
        JsonObjectBuilder json = ConversationJson.turn(turn);
        if (!turn.status().ended()) {
            steps.add("Codex is still working. Call " + lookUp + " with session_id \"" + turn.sessionId()
                    + "\", again and again, until status is not in_progress any more. Do not send the prompt again.");
            return json.remove("content");
        }
        ContentPage page = ContentPage.of(turn.content(), offset, room);
        if (offset > page.length()) {
            throw GatewayException.invalid("`content_offset` is beyond the end of the content.");
        }
        page.next().ifPresent(next -> steps.add("This is a part of the content. Call " + lookUp + " with session_id \""
                + turn.sessionId() + "\", turn_id \"" + turn.id() + "\" and content_offset " + next
                + " for the next one, until next_content_offset is null, and join the parts."));
        return json.add("content", page.text())
                .add("content_offset", page.offset())
                .add("content_length", page.length())
                .add("next_content_offset", page.next().<JsonValue>map(Json::createValue).orElse(JsonValue.NULL));
    }
}
