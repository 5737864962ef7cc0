package dev.codexgateway.codex.openai;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.codex.Agent;
import dev.codexgateway.codex.Item;
import dev.codexgateway.codex.TurnError;
import dev.codexgateway.codex.TurnEvent;
import dev.codexgateway.codex.TurnFailure;
import dev.codexgateway.usage.Usage;

/**
 * Turns the events of one streamed response into a turn's events and, at the end, its answer. The final event is the truth:
 * items whose own end was not seen, or not readable, are taken from it. For one thread.
 */
final class Answering {
    private final Agent.Telling out;
    private final Map<String, Item> open = new LinkedHashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<String> completed = new HashSet<>();
    /** What deltas told of messages whose end has not come. */
    private final Map<String, StringBuilder> said = new LinkedHashMap<>();
    private String lastMessage = "";
    private int items;

    Answering(Agent.Telling out) {
        this.out = out;
    }

    /** Takes one event; the answer, if it was the last one. Unknown events say nothing to a turn. */
    Optional<Agent.Answer> take(JsonObject event) throws TurnFailure {
        switch (event.getString("type", "")) {
            case "response.output_item.added" -> start(event.getJsonObject("item"), event);
            case "response.output_text.delta", "response.refusal.delta" -> delta(event, Item.AGENT_MESSAGE);
            case "response.reasoning_summary_text.delta" -> delta(event, Item.REASONING);
            case "response.reasoning_summary_part.added" -> nextPart(event);
            case "response.output_item.done" -> complete(event.getJsonObject("item"), event);
            case "response.completed" -> {
                return Optional.of(answer(event.getJsonObject("response")));
            }
            case "response.failed" -> {
                JsonObject response = event.getJsonObject("response");
                throw failure(Failures.failed(word(response, "error", "code")), response);
            }
            case "response.incomplete" -> {
                JsonObject response = event.getJsonObject("response");
                finish(response);
                throw failure(Failures.incomplete(word(response, "incomplete_details", "reason")), response);
            }
            case "error" -> throw failure(Failures
                    .failed(event.containsKey("code") ? text(event.get("code")) : word(event, "error", "code")), event);
            default -> {
            }
        }
        return Optional.empty();
    }

    /** A warning among the items. */
    void warn(String message) {
        out.tell(new TurnEvent.ItemCompleted(Item.error(nextId(), message)));
    }

    /** Reasoning begins with the first word of a summary: there may be none. */
    private void start(JsonObject item, JsonObject event) {
        kind(item).filter(Item.AGENT_MESSAGE::equals).ifPresent(kind -> begin(key(event, item), kind));
    }

    private Item begin(String key, String kind) {
        return open.computeIfAbsent(key, k -> {
            Item item = kind.equals(Item.REASONING) ? Item.reasoning(id(k), "") : Item.agentMessage(id(k), "");
            out.tell(new TurnEvent.ItemStarted(item));
            return item;
        });
    }

    private void delta(JsonObject event, String kind) {
        String delta = event.getString("delta");
        String key = key(event, event);
        if (!delta.isEmpty() && !completed.contains(key)) {
            Item item = begin(key, kind);
            out.tell(new TurnEvent.ItemUpdated(item.id(), kind, delta));
            if (kind.equals(Item.AGENT_MESSAGE)) {
                said.computeIfAbsent(key, _ -> new StringBuilder()).append(delta);
            }
        }
    }

    /** The parts of a summary are paragraphs. */
    private void nextPart(JsonObject event) {
        if (event.getInt("summary_index", 0) > 0) {
            Item item = begin(key(event, event), Item.REASONING);
            out.tell(new TurnEvent.ItemUpdated(item.id(), Item.REASONING, "\n\n"));
        }
    }

    private void complete(JsonObject item, JsonObject event) {
        Optional<String> kind = kind(item);
        String key = key(event, item);
        if (kind.isEmpty()) {
            return;
        }
        if (kind.get().equals(Item.REASONING)) {
            String text = parts(item, "summary", "\n\n");
            if (completed.add(key) && !text.isEmpty()) {
                out.tell(new TurnEvent.ItemCompleted(Item.reasoning(begin(key, Item.REASONING).id(), text)));
            }
        } else {
            completeMessage(key, parts(item, "content", ""));
        }
    }

    private void completeMessage(String key, String text) {
        if (completed.add(key)) {
            lastMessage = text;
            said.remove(key);
            out.tell(new TurnEvent.ItemCompleted(Item.agentMessage(begin(key, Item.AGENT_MESSAGE).id(), text)));
        }
    }

    private Agent.Answer answer(JsonObject response) {
        finish(response);
        new LinkedHashMap<>(said).forEach((key, text) -> completeMessage(key, text.toString()));
        return new Agent.Answer(lastMessage, usage(response), present(response, "model"), present(response, "id"));
    }

    private static TurnFailure failure(TurnError error, JsonObject response) {
        return new TurnFailure(error, usage(response), present(response, "model"));
    }

    private void finish(JsonObject response) {
        if (response.get("output") instanceof JsonArray output) {
            for (int i = 0; i < output.size(); i++) {
                JsonObject item = output.getJsonObject(i);
                complete(item, item);
            }
        }
    }

    private static Optional<Usage> usage(JsonObject response) {
        return response.get("usage") instanceof JsonObject usage
                ? Optional.of(new Usage(number(usage, "input_tokens"),
                        number(usage.get("input_tokens_details"), "cached_tokens"),
                        number(usage, "output_tokens"), number(usage.get("output_tokens_details"), "reasoning_tokens")))
                : Optional.empty();
    }

    private static long number(@Nullable JsonValue object, String name) {
        return object instanceof JsonObject json && json.get(name) instanceof JsonNumber number
                ? number.longValue()
                : 0;
    }

    private static Optional<String> kind(JsonObject item) {
        return switch (item.getString("type", "")) {
            case "message" -> Optional.of(Item.AGENT_MESSAGE);
            case "reasoning" -> Optional.of(Item.REASONING);
            default -> Optional.empty();
        };
    }

    /** An item is known by its id: events about it say {@code item_id}, the item itself {@code id}. */
    private static String key(JsonObject event, JsonObject item) {
        return item.getString("id", event.getString("item_id", "output " + event.getInt("output_index", 0)));
    }

    private String id(String key) {
        return ids.computeIfAbsent(key, k -> nextId());
    }

    private String nextId() {
        return "item_" + items++;
    }

    private static String parts(JsonObject item, String member, String between) {
        List<JsonObject> parts = item.containsKey(member)
                ? item.getJsonArray(member).getValuesAs(JsonObject.class)
                : List.of();
        return parts.stream().map(part -> part.getString("text", part.getString("refusal", "")))
                .collect(Collectors.joining(between));
    }

    private static Optional<String> present(JsonObject json, String name) {
        return Optional.of(json.getString(name, "")).filter(text -> !text.isEmpty());
    }

    private static String word(JsonObject json, String object, String name) {
        return json.get(object) instanceof JsonObject inner && inner.containsKey(name)
                ? text(inner.get(name))
                : "";
    }

    private static String text(@Nullable JsonValue value) {
        return value instanceof JsonString string ? string.getString() : "";
    }
}
