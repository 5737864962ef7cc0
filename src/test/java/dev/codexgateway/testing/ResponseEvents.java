package dev.codexgateway.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

import dev.codexgateway.testing.Script.Ending;

/**
 * The events of one generated response, worded as OpenAI's Responses API words them. They are numbered as they are made,
 * so they must be asked for in the order in which they are sent. Not thread-safe.
 */
final class ResponseEvents {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonObject DEFAULTS = JSON.createObjectBuilder().add("object", "response")
            .add("created_at", 1_790_000_000).add("background", false).addNull("completed_at").addNull("error")
            .addNull("incomplete_details").addNull("instructions").addNull("max_output_tokens")
            .add("metadata", JsonValue.EMPTY_JSON_OBJECT).add("output", JsonValue.EMPTY_JSON_ARRAY)
            .add("parallel_tool_calls", true).addNull("previous_response_id").addNull("reasoning").add("store", true)
            .add("temperature", 1).add("tool_choice", "auto").add("tools", JsonValue.EMPTY_JSON_ARRAY).add("top_p", 1)
            .add("truncation", "disabled").addNull("usage").build();
    private static final List<String> REPEATED = List.of("instructions", "max_output_tokens", "metadata",
            "parallel_tool_calls", "previous_response_id", "reasoning", "store", "temperature", "text", "tool_choice",
            "tools", "top_p", "truncation");
    private static final AtomicLong LAST_ID = new AtomicLong();

    private final Script script;
    private final JsonObject asked;
    private final String responseId;
    private final String reasoningId = id("rs");
    private final String messageId = id("msg");
    private int sequence;

    ResponseEvents(Script script, JsonObject asked) {
        this.script = script;
        this.asked = asked;
        this.responseId = script.responseId.orElseGet(() -> id("resp"));
    }

    /** Unique in this process, whichever upstream gives it. */
    static String id(String prefix) {
        return "%s_%016x".formatted(prefix, LAST_ID.incrementAndGet());
    }

    String responseId() {
        return responseId;
    }

    /** All before the first delta. */
    List<JsonObject> opening() {
        List<JsonObject> events = new ArrayList<>();
        JsonObject begun = response("in_progress").build();
        events.add(event("response.created").add("response", begun).build());
        events.add(event("response.in_progress").add("response", begun).build());
        script.reasoning.ifPresent(summary -> tellReasoning(summary, events));
        events.add(item("response.output_item.added", messageIndex(), message("in_progress", false)));
        if (hasText()) {
            events.add(part("response.content_part.added", 0, textPart("")));
        }
        return events;
    }

    JsonObject delta(String text) {
        return inMessage("response.output_text.delta", 0).add("delta", text)
                .add("logprobs", JsonValue.EMPTY_JSON_ARRAY).build();
    }

    /** All between the last delta and the last event; a response that fails leaves its items open. */
    List<JsonObject> closing() {
        List<JsonObject> events = new ArrayList<>();
        if (script.ending instanceof Ending.Failed) {
            return events;
        }
        if (hasText()) {
            events.add(inMessage("response.output_text.done", 0).add("text", text())
                    .add("logprobs", JsonValue.EMPTY_JSON_ARRAY).build());
            events.add(part("response.content_part.done", 0, textPart(text())));
        }
        script.refusal.ifPresent(refusal -> tellRefusal(refusal, hasText() ? 1 : 0, events));
        events.add(item("response.output_item.done", messageIndex(), message(messageStatus(), true)));
        return events;
    }

    /** The event that says how it ended. */
    JsonObject last() {
        JsonObject ended = ended();
        return event("response." + ended.getString("status")).add("response", ended).build();
    }

    /** The response at its end, which is the whole answer where no stream was asked for. */
    JsonObject ended() {
        return switch (script.ending) {
            case Ending.Failed(var code, var message) -> response("failed")
                    .add("error", JSON.createObjectBuilder().add("code", code).add("message", message)).build();
            case Ending.Incomplete(var reason) -> finished("incomplete")
                    .add("incomplete_details", JSON.createObjectBuilder().add("reason", reason)).build();
            case Ending.Completed() -> finished("completed").add("completed_at", 1_790_000_001).build();
            case Ending.Missing() -> finished("completed").build();
        };
    }

    private void tellReasoning(String summary, List<JsonObject> events) {
        events.add(item("response.output_item.added", 0, reasoning(false)));
        events.add(inSummary("response.reasoning_summary_part.added").add("part", summaryPart("")).build());
        for (String word : words(summary)) {
            events.add(inSummary("response.reasoning_summary_text.delta").add("delta", word).build());
        }
        events.add(inSummary("response.reasoning_summary_text.done").add("text", summary).build());
        events.add(inSummary("response.reasoning_summary_part.done").add("part", summaryPart(summary)).build());
        events.add(item("response.output_item.done", 0, reasoning(true)));
    }

    private void tellRefusal(String refusal, int index, List<JsonObject> events) {
        events.add(part("response.content_part.added", index, refusalPart("")));
        for (String word : words(refusal)) {
            events.add(inMessage("response.refusal.delta", index).add("delta", word).build());
        }
        events.add(inMessage("response.refusal.done", index).add("refusal", refusal).build());
        events.add(part("response.content_part.done", index, refusalPart(refusal)));
    }

    private JsonObjectBuilder response(String status) {
        JsonObjectBuilder response = JSON.createObjectBuilder(DEFAULTS);
        REPEATED.stream().filter(asked::containsKey).forEach(name -> response.add(name, asked.get(name)));
        return response.add("id", responseId).add("status", status)
                .add("model", script.model.orElseGet(() -> asked.getString("model", Desk.MODEL)));
    }

    private JsonObjectBuilder finished(String status) {
        JsonArrayBuilder output = JSON.createArrayBuilder();
        script.reasoning.ifPresent(_ -> output.add(reasoning(true)));
        return response(status).add("output", output.add(message(messageStatus(), true))).add("usage", usage());
    }

    private JsonObject usage() {
        Script.Usage usage = script.usage;
        return JSON.createObjectBuilder().add("input_tokens", usage.input())
                .add("input_tokens_details", JSON.createObjectBuilder().add("cached_tokens", usage.cached()))
                .add("output_tokens", usage.output())
                .add("output_tokens_details", JSON.createObjectBuilder().add("reasoning_tokens", usage.reasoning()))
                .add("total_tokens", usage.input() + usage.output()).build();
    }

    private JsonObject message(String status, boolean told) {
        JsonArrayBuilder content = JSON.createArrayBuilder();
        if (told && hasText()) {
            content.add(textPart(text()));
        }
        if (told) {
            script.refusal.ifPresent(refusal -> content.add(refusalPart(refusal)));
        }
        return JSON.createObjectBuilder().add("type", "message").add("id", messageId).add("role", "assistant")
                .add("status", status).add("content", content).build();
    }

    private JsonObject reasoning(boolean told) {
        JsonArrayBuilder summary = JSON.createArrayBuilder();
        if (told) {
            script.reasoning.ifPresent(text -> summary.add(summaryPart(text)));
        }
        return JSON.createObjectBuilder().add("type", "reasoning").add("id", reasoningId).add("summary", summary)
                .build();
    }

    private static JsonObject textPart(String text) {
        return JSON.createObjectBuilder().add("type", "output_text").add("text", text)
                .add("annotations", JsonValue.EMPTY_JSON_ARRAY).add("logprobs", JsonValue.EMPTY_JSON_ARRAY).build();
    }

    private static JsonObject refusalPart(String refusal) {
        return JSON.createObjectBuilder().add("type", "refusal").add("refusal", refusal).build();
    }

    private static JsonObject summaryPart(String text) {
        return JSON.createObjectBuilder().add("type", "summary_text").add("text", text).build();
    }

    private JsonObject item(String type, int index, JsonObject item) {
        return event(type).add("output_index", index).add("item", item).build();
    }

    private JsonObject part(String type, int index, JsonObject part) {
        return inMessage(type, index).add("part", part).build();
    }

    private JsonObjectBuilder inMessage(String type, int part) {
        return event(type).add("item_id", messageId).add("output_index", messageIndex()).add("content_index", part);
    }

    private JsonObjectBuilder inSummary(String type) {
        return event(type).add("item_id", reasoningId).add("output_index", 0).add("summary_index", 0);
    }

    private JsonObjectBuilder event(String type) {
        return JSON.createObjectBuilder().add("type", type).add("sequence_number", sequence++);
    }

    private int messageIndex() {
        return script.reasoning.isPresent() ? 1 : 0;
    }

    private String messageStatus() {
        return script.ending instanceof Ending.Incomplete ? "incomplete" : "completed";
    }

    private boolean hasText() {
        return !script.deltas.isEmpty() || script.refusal.isEmpty();
    }

    private String text() {
        return String.join("", script.deltas);
    }

    private static String[] words(String text) {
        return text.split("(?<=\\s)", -1);
    }
}
