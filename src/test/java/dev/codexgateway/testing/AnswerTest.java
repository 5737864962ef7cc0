package dev.codexgateway.testing;

import static dev.codexgateway.testing.UpstreamClient.events;
import static dev.codexgateway.testing.UpstreamClient.json;
import static dev.codexgateway.testing.UpstreamClient.streamed;
import static dev.codexgateway.testing.UpstreamClient.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private final ScriptedUpstream upstream = ScriptedUpstream.start();
    private final UpstreamClient client = new UpstreamClient(upstream.baseUrl());

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    @Test
    void aTextIsToldInTheEventsOfTheRealApi() throws Exception {
        upstream.next(Answer.text("Hel", "lo"));

        String stream = client.ask("Hi").body();

        assertThat(types(stream)).containsExactly("response.created", "response.in_progress",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta",
                "response.output_text.delta", "response.output_text.done", "response.content_part.done",
                "response.output_item.done", "response.completed");
        assertThat(stream).startsWith("event: response.created\ndata: {").endsWith("}\n\n");
    }

    @Test
    void everyEventCarriesItsSequenceNumber() throws Exception {
        upstream.next(Answer.text("Hello").reasoning("Let me think").refusal("No").malformedAfter(1));

        List<JsonObject> events = events(client.ask("Hi").body().replaceAll("(?m)^data: .*\"delta\":$", ""));

        assertThat(events).extracting(event -> event.getInt("sequence_number"))
                .containsExactlyElementsOf(IntStream.range(0, events.size()).boxed().toList());
    }

    @Test
    void theFinalEventRepeatsTheOutputAndCountsTheTokens() throws Exception {
        upstream.next(Answer.text("Hel", "lo").reasoning("Greet").model("gpt-x-2026").responseId("resp_one"));

        JsonObject response = events(client.ask("Hi").body()).getLast().getJsonObject("response");

        assertThat(response.getString("status")).isEqualTo("completed");
        assertThat(response.getString("id")).isEqualTo("resp_one");
        assertThat(response.getString("model")).isEqualTo("gpt-x-2026");
        assertThat(response.getValue("/output/0/summary/0/text")).hasToString("\"Greet\"");
        assertThat(response.getValue("/output/1/content/0/text")).hasToString("\"Hello\"");
        assertThat(response.getJsonObject("usage"))
                .isEqualTo(json("""
                                {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 20}, "output_tokens": 2,
                                 "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 102}"""));
    }

    @Test
    void reasoningIsToldBeforeTheMessage() throws Exception {
        upstream.next(Answer.text("Hello").reasoning("First this"));

        assertThat(types(client.ask("Hi").body())).containsSubsequence("response.output_item.added",
                "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
                "response.reasoning_summary_part.done", "response.output_item.done", "response.output_item.added",
                "response.output_text.delta");
    }

    @Test
    void aRefusalWithoutTextIsTheOnlyPart() throws Exception {
        upstream.next(Answer.text().refusal("I cannot."));

        String stream = client.ask("Hi").body();

        assertThat(types(stream)).contains("response.refusal.delta", "response.refusal.done")
                .doesNotContain("response.output_text.done");
        assertThat(events(stream).getLast().getJsonObject("response").getValue("/output/0/content"))
                .hasToString("[{\"type\":\"refusal\",\"refusal\":\"I cannot.\"}]");
    }

    @Test
    void aFailureComesRightAfterTheDeltas() throws Exception {
        upstream.next(Answer.failed("server_error"));

        String stream = client.ask("Hi").body();

        assertThat(types(stream)).endsWith("response.output_text.delta", "response.failed");
        assertThat(events(stream).getLast().getValue("/response/error/code")).hasToString("\"server_error\"");
    }

    @Test
    void anIncompleteResponseSaysWhy() throws Exception {
        upstream.next(Answer.incomplete("max_output_tokens"));

        JsonObject last = events(client.ask("Hi").body()).getLast();

        assertThat(last.getString("type")).isEqualTo("response.incomplete");
        assertThat(last.getValue("/response/incomplete_details/reason")).hasToString("\"max_output_tokens\"");
        assertThat(last.getValue("/response/output/0/status")).hasToString("\"incomplete\"");
    }

    @Test
    void aStreamWithoutEndEndsCleanly() throws Exception {
        upstream.next(Answer.text("Hello").withoutEnd());

        assertThat(types(client.ask("Hi").body())).endsWith("response.output_item.done");
    }

    @Test
    void brokenUnknownAndOversizedEventsDoNotEndTheStream() throws Exception {
        upstream.next(Answer.text("a", "b").malformedAfter(1).rawEvent(": comment\r\n\r\n").oversizedEvent(5000));

        String stream = client.ask("Hi").body();

        assertThat(stream).contains("\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\n\n",
                ": comment\r\n\r\n");
        assertThat(stream.lines()).anyMatch(line -> line.startsWith("data: ") && line.length() == 5000)
                .contains("event: response.completed");
    }

    @Test
    void linesEndWithCrLfOnRequest() throws Exception {
        upstream.next(Answer.text("Hello").crlf().rawFirst("\uFEFF"));

        String stream = client.ask("Hi").body();

        assertThat(stream).startsWith("\uFEFFevent: response.created\r\ndata: ").endsWith("}\r\n\r\n");
        assertThat(stream.replace("\r\n", "")).doesNotContain("\n");
    }

    @Test
    void whoAsksForNoStreamGetsTheResponseAsOneObject() throws Exception {
        var answer = client.post(json("{\"input\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}"));

        assertThat(json(answer.body()).getValue("/output/0/content/0/text")).hasToString("\"Echo: Hi\"");
    }

    @Test
    void anErrorHasTheShapeOfTheRealApi() throws Exception {
        upstream.next(Answer.error(429, "rate_limit_exceeded", "Slow down.").retryAfter("7"));

        var answer = client.ask("Hi");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(json(answer.body()))
                .isEqualTo(json("""
                                {"error": {"message": "Slow down.", "type": "requests", "param": null,
                                           "code": "rate_limit_exceeded"}}"""));
        assertThat(answer.headers().firstValue("retry-after")).contains("7");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void aProxysPageIsNoJson() throws Exception {
        upstream.next(Answer.html(502, "<h1>Bad gateway</h1>"));

        var answer = client.ask("Hi");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("content-type")).hasValueSatisfying(t -> assertThat(t).contains("html"));
        assertThat(answer.body()).isEqualTo("<h1>Bad gateway</h1>");
    }

    @Test
    void refiningAnAnswerLeavesTheFirstOneAsItWas() throws Exception {
        Answer plain = Answer.text("Hello");
        Answer failing = plain.failing("server_error", "No.");
        upstream.next(plain, failing);

        assertThat(types(client.ask("Hi").body())).endsWith("response.completed");
        assertThat(types(client.post(streamed("Hi", json("{}"))).body())).endsWith("response.failed");
    }

    @Test
    void anAccidentThatCannotHappenIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Answer.text("one").cutAfter(2));
        assertThatIllegalStateException().isThrownBy(() -> Answer.error(500, null, "No.").cutAfter(0));
    }
}
