package dev.codexgateway.api.rpc;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** {@code conversation.prompt} over HTTP: its result, its repetitions and its conflicts. */
class PromptMethodTest {
    private static final String TIME = "2026-11-23T12:\\d\\d:\\d\\d(\\.\\d+)?Z";
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aCompletedTurnHasEveryMemberThatHasAValue() {
        JsonObject answer = gateway.prompt("whole", "Say hello");

        assertThat(answer.keySet()).containsExactlyInAnyOrder("type", "session_id", "conversation_id", "turn_id",
                "status", "content", "model", "usage", "created_at", "completed_at", "events", "error");
        assertThat(answer.getString("type")).isEqualTo("ai_response");
        assertThat(answer.getString("session_id")).isEqualTo("whole");
        assertThat(answer.getString("content")).isEqualTo("Echo: Say hello");
        assertThat(answer.get("error")).isEqualTo(JsonValue.NULL);
        assertThat(answer.getString("created_at")).matches(TIME);
        assertThat(answer.getString("completed_at")).matches(TIME);
    }

    @Test
    void itsEventsAreThoseOfTheTurnInOrder() {
        JsonObject answer = gateway.prompt("events", "Say hello");

        var events = answer.getJsonArray("events").getValuesAs(JsonObject.class);
        assertThat(events).allSatisfy(
                event -> assertThat(event.getString("turn_id")).isEqualTo(answer.getString("turn_id")));
        assertThat(events).extracting(event -> event.getInt("seq")).isSorted().doesNotHaveDuplicates();
        assertThat(events.getFirst().getString("type")).isEqualTo("thread.started");
        assertThat(events.getLast().getString("type")).isEqualTo("turn.completed");
        assertThat(gateway.rpc("conversation.prompt", object("prompt", "a", "include_events", false)))
                .doesNotContainKey("events");
    }

    @Test
    void aPromptWithoutASessionGetsOneOfItsOwn() {
        String first = gateway.rpc("conversation.prompt", object("prompt", "a")).getString("session_id");
        String second = gateway.rpc("conversation.prompt", object("prompt", "a")).getString("session_id");

        assertThat(first).matches("[A-Za-z0-9._:-]{1,128}").isNotEqualTo(second);
    }

    @Test
    void aWaitThatEndsFirstTellsTheTurnInProgress() {
        CountDownLatch gate = new CountDownLatch(1);
        int asked = gateway.upstream().requests().size();
        gateway.upstream().next(Answer.text("late").gate(gate));

        JsonObject answer = gateway.rpc("conversation.prompt",
                object("prompt", "a", "session_id", "slow", "wait_seconds", 0));

        // Before another test says what comes next.
        gateway.upstream().awaitRequest(asked, Duration.ofSeconds(20));
        assertThat(answer.getString("status")).isEqualTo("in_progress");
        assertThat(answer.keySet()).doesNotContain("usage", "completed_at").contains("events", "error");
        assertThat(answer.get("error")).isEqualTo(JsonValue.NULL);
        gate.countDown();
        assertThat(gateway.prompt("other", "b").getString("status")).isEqualTo("completed");
    }

    @Test
    void aTurnThatFailedIsAResultAndNoError() {
        gateway.upstream().next(Answer.failed("server_error"));

        JsonObject answer = gateway.prompt("failing", "a");

        assertThat(answer.getString("status")).isEqualTo("failed");
        assertThat(answer.getString("content")).isEqualTo("Half an answer");
        assertThat(answer.getJsonObject("error").keySet()).contains("type", "message");
    }

    @Test
    void aSecondPromptWhileOneRunsIsAConflictThatNamesIt() {
        CountDownLatch gate = new CountDownLatch(1);
        int asked = gateway.upstream().requests().size();
        gateway.upstream().next(Answer.text("late").gate(gate));
        String running = gateway
                .rpc("conversation.prompt", object("prompt", "a", "session_id", "busy", "wait_seconds", 0))
                .getString("turn_id");
        gateway.upstream().awaitRequest(asked, Duration.ofSeconds(20));

        JsonObject error = gateway.rpcError("conversation.prompt", object("prompt", "b", "session_id", "busy"));

        gate.countDown();
        assertThat(error.getInt("code")).isEqualTo(-32013);
        assertThat(error.getJsonObject("data").getString("type")).isEqualTo("conflict");
        assertThat(error.getJsonObject("data").getString("turn_id")).isEqualTo(running);
    }

    @Test
    void aRepeatedRequestIdAnswersWithTheSameTurnAndAsksTheUpstreamOnce() {
        JsonObject params = object("prompt", "once", "session_id", "repeat", "request_id", "r-1");
        JsonObject first = gateway.rpc("conversation.prompt", params);
        int asked = gateway.upstream().requests().size();

        JsonObject second = gateway.rpc("conversation.prompt", params);

        assertThat(first).doesNotContainKey("repeated");
        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(second.getString("content")).isEqualTo("Echo: once");
        assertThat(gateway.upstream().requests()).hasSize(asked);
    }

    @Test
    void aRepeatedIdempotencyKeyIsTheSameAsARequestId() {
        String body = call("conversation.prompt", object("prompt", "once"));
        JsonObject first = result(gateway.post("/jsonrpc", body, "X-API-Key", KEY, "Idempotency-Key", "i-1"));

        JsonObject second = result(gateway.post("/jsonrpc", body, "X-API-Key", KEY, "Idempotency-Key", "i-1"));
        JsonObject byParams = gateway.rpc("conversation.prompt", object("prompt", "once", "request_id", "i-1"));

        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(byParams.getString("turn_id")).isEqualTo(first.getString("turn_id"));
    }

    @Test
    void anIdempotencyKeyDoesNotCountForABatch() {
        String batch = "[" + call("conversation.prompt", object("prompt", "a")) + ","
                + call("conversation.prompt", object("prompt", "b")) + "]";

        HttpResponse<String> answer = gateway.post("/jsonrpc", batch, "X-API-Key", KEY, "Idempotency-Key", "batch-1");

        assertThat(answer.body()).contains("Echo: a").contains("Echo: b").doesNotContain("repeated");
    }

    @Test
    void aRequestIdForAnotherPromptIsAConflict() {
        gateway.rpc("conversation.prompt", object("prompt", "one", "request_id", "r-2"));

        JsonObject error = gateway.rpcError("conversation.prompt", object("prompt", "two", "request_id", "r-2"));

        assertThat(error.getInt("code")).isEqualTo(-32013);
        assertThat(error.getJsonObject("data")).doesNotContainKey("turn_id");
    }

    @Test
    void aRequestIdOfAnotherCallerIsAnother() {
        JsonObject params = object("prompt", "mine", "request_id", "r-3");
        gateway.rpc("conversation.prompt", params);

        JsonObject other = gateway.rpcAs(OTHER_KEY, "conversation.prompt", params).getJsonObject("result");

        assertThat(other).doesNotContainKey("repeated");
    }

    @Test
    void aRequestIdIsForgottenAfterADay() {
        JsonObject params = object("prompt", "again", "request_id", "r-4");
        gateway.rpc("conversation.prompt", params);

        gateway.clock().advance(Duration.ofHours(24).plusSeconds(1));

        assertThat(gateway.rpc("conversation.prompt", params)).doesNotContainKey("repeated");
        gateway.clock().advance(Duration.ofHours(-24).minusSeconds(1));
    }

    @Test
    void theChatOfAGptNamesTheConversationWhereTheParamsDoNot() {
        String prompt = call("conversation.prompt", object("prompt", "a"));
        String named = call("conversation.prompt", object("prompt", "a", "session_id", "named"));
        String status = call("conversation.status", object());

        JsonObject first = result(
                gateway.post("/jsonrpc", prompt, "X-API-Key", KEY, "openai-conversation-id", "chat-1"));
        JsonObject other = result(
                gateway.post("/jsonrpc", named, "X-API-Key", KEY, "openai-conversation-id", "chat-1"));
        JsonObject found = result(
                gateway.post("/jsonrpc", status, "X-API-Key", KEY, "openai-conversation-id", "chat-1"));

        assertThat(first.getString("session_id")).isEqualTo("chat-1");
        assertThat(other.getString("session_id")).isEqualTo("named");
        assertThat(found.getString("conversation_id")).isEqualTo(first.getString("conversation_id"));
    }

    @Test
    void aNotificationStartsATurnWithoutWaitingForIt() {
        CountDownLatch gate = new CountDownLatch(1);
        int asked = gateway.upstream().requests().size();
        gateway.upstream().next(Answer.text("late").gate(gate));

        HttpResponse<String> answer = gateway.post("/jsonrpc",
                "{\"jsonrpc\":\"2.0\",\"method\":\"conversation.prompt\","
                        + "\"params\":{\"prompt\":\"quiet\",\"session_id\":\"quiet\"}}",
                "X-API-Key", KEY);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(gateway.upstream().awaitRequest(asked, Duration.ofSeconds(5)).userText()).isEqualTo("quiet");
        gate.countDown();
    }

    private static JsonObject result(HttpResponse<String> answer) {
        return json(answer.body()).getJsonObject("result");
    }
}
