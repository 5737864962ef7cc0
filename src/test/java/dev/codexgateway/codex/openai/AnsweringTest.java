package dev.codexgateway.codex.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** What a turn tells of a streamed response, seen from outside. */
class AnsweringTest {
    private static GatewayFixture gateway;
    private static int sessions;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void anAnswerIsToldInCodexsEvents() {
        JsonObject turn = answered(Answer.text("Hel", "lo"));

        assertThat(types(turn)).startsWith("thread.started", "turn.started", "item.started", "item.updated")
                .endsWith("item.updated", "item.completed", "turn.completed");
        assertThat(items(turn, "item.started").getFirst())
                .isEqualTo(GatewayFixture.object("id", "item_0", "type", "agent_message", "text", ""));
        assertThat(items(turn, "item.completed").getFirst())
                .isEqualTo(GatewayFixture.object("id", "item_0", "type", "agent_message", "text", "Hello"));
        assertThat(deltas(turn, "agent_message")).isEqualTo("Hello");
    }

    @Test
    void reasoningIsAnItemOfItsOwn() {
        JsonObject turn = answered(Answer.text("Hello").reasoning("Let me think"));

        assertThat(items(turn, "item.completed")).extracting(item -> item.getString("type"))
                .containsExactly("reasoning", "agent_message");
        assertThat(items(turn, "item.completed").getFirst().getString("text")).isEqualTo("Let me think");
        assertThat(deltas(turn, "reasoning")).isEqualTo("Let me think");
        assertThat(turn.getString("content")).isEqualTo("Hello");
    }

    @Test
    void theParagraphsOfASummaryAddUpToItsText() {
        JsonObject turn = answered(Answer.text("Hello").rawFirst(
                """
                data: {"type":"response.output_item.added","item":{"type":"reasoning","id":"rs","summary":[]}}

                data: {"type":"response.reasoning_summary_part.added","item_id":"rs","summary_index":0}

                data: {"type":"response.reasoning_summary_text.delta","item_id":"rs","summary_index":0,"delta":"One."}

                data: {"type":"response.reasoning_summary_part.added","item_id":"rs","summary_index":1}

                data: {"type":"response.reasoning_summary_text.delta","item_id":"rs","summary_index":1,"delta":"Two."}

                data: {"type":"response.output_item.done","item":{"type":"reasoning","id":"rs","summary":[\
                {"type":"summary_text","text":"One."},{"type":"summary_text","text":"Two."}]}}

                """));

        assertThat(items(turn, "item.completed").getFirst().getString("text")).isEqualTo("One.\n\nTwo.");
        assertThat(deltas(turn, "reasoning")).isEqualTo("One.\n\nTwo.");
    }

    @Test
    void reasoningWithoutASummaryIsNotTold() {
        JsonObject turn = answered(Answer.text("Hello")
                .rawFirst("""
                          data: {"type":"response.output_item.added","item":{"type":"reasoning","id":"rs","summary":[]}}

                          data: {"type":"response.output_item.done","item":{"type":"reasoning","id":"rs","summary":[]}}

                          """));

        assertThat(items(turn, "item.started")).hasSize(1);
        assertThat(items(turn, "item.completed")).hasSize(1);
    }

    @Test
    void aRefusalIsTheAnswer() {
        JsonObject turn = answered(Answer.text().refusal("I cannot help with that."));

        assertThat(turn.getString("status")).isEqualTo("completed");
        assertThat(turn.getString("content")).isEqualTo("I cannot help with that.");
        assertThat(deltas(turn, "agent_message")).isEqualTo("I cannot help with that.");
    }

    @Test
    void anEventThatCannotBeReadIsSkippedAndToldOf() {
        JsonObject turn = answered(Answer.text("Hel", "lo").malformedAfter(1).malformedAfter(2));

        assertThat(turn.getString("content")).isEqualTo("Hello");
        assertThat(items(turn, "item.completed").getLast().getString("type")).isEqualTo("error");
        assertThat(items(turn, "item.completed").getLast().getString("message")).startsWith("2 of");
    }

    @Test
    void theFinalEventIsTheTruthWhereAnItemsOwnEndCouldNotBeRead() {
        JsonObject turn = answered(Answer.text().rawFirst(
                """
                data: {"type":"response.output_item.done","item":{"type":"message","id":"m","content":[7,{"text":8}]}}

                data: {"type":"response.completed","response":{"id":"r","model":"m","output":[\
                {"type":"message","id":"m","content":[{"type":"output_text","text":"Hello"}]}]}}

                """));

        assertThat(turn.getString("status")).isEqualTo("completed");
        assertThat(turn.getString("content")).isEqualTo("Hello");
    }

    @Test
    void whatOnlyDeltasToldIsTheAnswerWhereNothingElseTellsIt() {
        JsonObject turn = answered(
                Answer.text().rawFirst("""
                                       data: {"type":"response.output_text.delta","item_id":"m","delta":"Hel"}

                                       data: {"type":"response.output_text.delta","item_id":"m","delta":"lo"}

                                       data: {"type":"response.completed","response":{"id":"r","model":"m","output":[]}}

                                       """));

        assertThat(turn.getString("content")).isEqualTo("Hello");
        assertThat(items(turn, "item.completed").getFirst().getString("text")).isEqualTo("Hello");
    }

    @Test
    void ofSeveralMessagesTheLastIsTheAnswer() {
        JsonObject turn = answered(Answer.text("Hello")
                .rawFirst("""
                          data: {"type":"response.output_text.delta","item_id":"first","delta":"Let me see."}

                          data: {"type":"response.output_item.done","item":{"type":"message","id":"first","content":[\
                          {"type":"output_text","text":"Let me see."}]}}

                          """));

        assertThat(items(turn, "item.completed")).extracting(item -> item.getString("text"))
                .containsExactly("Let me see.", "Hello");
        assertThat(turn.getString("content")).isEqualTo("Hello");
    }

    @Test
    void unknownEventsAndCommentsSayNothing() {
        JsonObject turn = answered(Answer.text("Hello").rawFirst(": hello\n\n\uFEFF\n")
                .rawEvent("event: new\ndata: {\"type\":\"response.new_thing.delta\",\"delta\":{}}\n\n: ping\n\n"
                        + "data: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"web_search_call\",\"id\":\"w\"}}\n\n"));

        assertThat(types(turn)).containsExactly("thread.started", "turn.started", "item.started", "item.updated",
                "item.completed", "turn.completed");
    }

    @Test
    void textSplitWithinItsCharactersIsWhole() {
        String text = "Grüße, 世界! 😀";

        JsonObject turn = answered(Answer.text("Grüße, ", "世界", "! 😀").crlf().rawFirst("\uFEFF").splitEveryByte());

        assertThat(turn.getString("content")).isEqualTo(text);
        assertThat(deltas(turn, "agent_message")).isEqualTo(text);
    }

    @Test
    void anAnswerOfTwoMegabytesIsWhole() {
        Random random = new Random(1);
        String[] deltas = IntStream.range(0, 2_000)
                .mapToObj(_ -> random.ints(1_000, 32, 127).mapToObj(Character::toString).collect(Collectors.joining()))
                .toArray(String[]::new);

        JsonObject turn = answered(Answer.text(deltas));

        assertThat(turn.getString("content")).isEqualTo(String.join("", deltas));
        assertThat(deltas(turn, "agent_message")).isEqualTo(String.join("", deltas));
    }

    @Test
    void aNewTryIsToldOf() {
        gateway.upstream().next(Answer.error(500, null, "Ill.").retryAfter("0"));

        JsonObject turn = answered(Answer.text("Hello"));

        assertThat(types(turn)).startsWith("thread.started", "turn.started", "error", "item.started");
    }

    @Test
    void theTokensAreCounted() {
        JsonObject turn = answered(Answer.text("Hello").usage(500, 300, 70, 40));

        JsonObject usage = GatewayFixture.object("input_tokens", 500, "cached_input_tokens", 300, "output_tokens", 70,
                "reasoning_output_tokens", 40);
        assertThat(turn.getJsonObject("usage")).isEqualTo(usage);
        assertThat(events(turn).getLast().getJsonObject("usage")).isEqualTo(usage);
    }

    private static JsonObject answered(Answer answer) {
        gateway.upstream().next(answer);
        return gateway.prompt("answering-" + sessions++, "Say hello");
    }

    private static List<JsonObject> events(JsonObject turn) {
        return turn.getJsonArray("events").getValuesAs(JsonValue::asJsonObject);
    }

    private static List<String> types(JsonObject turn) {
        return events(turn).stream().map(event -> event.getString("type")).toList();
    }

    private static List<JsonObject> items(JsonObject turn, String eventType) {
        return events(turn).stream().filter(event -> event.getString("type").equals(eventType))
                .map(event -> event.getJsonObject("item")).toList();
    }

    private static String deltas(JsonObject turn, String itemType) {
        return events(turn).stream().filter(event -> event.getString("type").equals("item.updated"))
                .filter(event -> event.getJsonObject("item").getString("type").equals(itemType))
                .map(event -> event.getString("delta")).collect(Collectors.joining());
    }
}
