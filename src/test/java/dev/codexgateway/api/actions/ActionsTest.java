package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

class ActionsTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final GatewayFixture gateway = GatewayFixture.start();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aPromptIsAnsweredWithTheWholeTurn() {
        HttpResponse<String> response = prompt(object("session_id", "s", "prompt", "Hello"));

        JsonObject answer = json(response.body());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(answer.keySet()).containsExactlyInAnyOrder("type", "session_id", "conversation_id", "turn_id",
                "status", "content", "content_offset", "content_length", "next_content_offset", "model", "usage",
                "created_at", "completed_at", "error");
        assertThat(answer.getString("content")).isEqualTo("Echo: Hello");
        assertThat(answer.getInt("content_length")).isEqualTo(11);
        assertThat(answer.get("next_content_offset")).isEqualTo(JsonValue.NULL);
        assertThat(answer.get("error")).isEqualTo(JsonValue.NULL);
    }

    @Test
    void aTurnThatTakesLongerIsAcceptedAndFoundByPolling() {
        CountDownLatch end = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Hel", "lo").gateAfter(1, end));
        HttpResponse<String> accepted = prompt(object("session_id", "s", "prompt", "Hello", "wait_seconds", 0));
        JsonObject told = json(accepted.body());
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(told.getString("status")).isEqualTo("in_progress");
        assertThat(told.getString("session_id")).isEqualTo("s");
        assertThat(told.getString("next_step")).contains("getConversation", "\"s\"");
        assertThat(told.keySet()).doesNotContain("content", "events", "next_content_offset");
        HttpResponse<String> still = get("/conversations/s?wait_seconds=0.1");
        assertThat(still.statusCode()).isEqualTo(202);
        assertThat(json(still.body()).getJsonObject("turn").getString("status")).isEqualTo("in_progress");

        end.countDown();
        HttpResponse<String> found = get("/conversations/s");

        JsonObject conversation = json(found.body());
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(conversation.getString("status")).isEqualTo("completed");
        assertThat(conversation.getInt("turns")).isEqualTo(1);
        assertThat(conversation.getJsonObject("turn").getString("content")).isEqualTo("Hello");
        assertThat(conversation).doesNotContainKey("next_step");
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void whoWaitedForTheEndIsToldWhatWhoAsksLaterIs() {
        CountDownLatch end = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Hello").gate(end));
        prompt(object("session_id", "s", "prompt", "Hello", "wait_seconds", 0));
        CompletableFuture<String> waited = CompletableFuture.supplyAsync(() -> get("/conversations/s").body());
        gateway.clock().advance(Duration.ofMinutes(3));
        end.countDown();

        assertThat(json(waited.join())).isEqualTo(json(get("/conversations/s").body()));
    }

    @Test
    void aTurnThatFailedIsAnAnswer() {
        gateway.upstream().next(Answer.failed("server_error"));

        HttpResponse<String> response = prompt(object("prompt", "Hello"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response.body()).getString("status")).isEqualTo("failed");
        assertThat(json(response.body()).getJsonObject("error").getString("type")).startsWith("upstream_");
    }

    @Test
    void aLongAnswerComesInPagesThatJoinToIt() {
        String content = "\u0001\"\\\n😀é ".repeat(40_000);
        gateway.upstream().next(Answer.text(content));
        HttpResponse<String> response = prompt(object("session_id", "s", "prompt", "Hello"));
        JsonObject page = json(response.body());
        List<String> parts = new ArrayList<>(List.of(page.getString("content")));
        assertThat(page.getInt("content_length")).isEqualTo(content.codePointCount(0, content.length()));
        assertThat(page.getString("next_step")).contains("content_offset " + page.getInt("next_content_offset"));

        while (page.get("next_content_offset") != JsonValue.NULL) {
            response = get("/conversations/s?content_offset=" + page.getInt("next_content_offset"));
            assertThat(response.body()).hasSizeLessThan(100_000);
            page = json(response.body()).getJsonObject("turn");
            parts.add(page.getString("content"));
        }

        assertThat(String.join("", parts)).isEqualTo(content);
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void pagesOfOneTurnStayTogetherWhateverIsAskedMeanwhile() {
        String content = "A".repeat(150_000);
        gateway.upstream().next(Answer.text(content), Answer.text("B".repeat(150_000)));
        inChat(object("prompt", "A"));
        inChat(object("prompt", "B"));

        JsonObject first = json(inChat(object("prompt", "A")).body());
        JsonObject rest = json(get("/conversations/chat?turn_id=" + first.getString("turn_id") + "&content_offset="
                + first.getInt("next_content_offset")).body());

        assertThat(first.getString("next_step")).contains("turn_id \"" + first.getString("turn_id") + "\"");
        assertThat(first.getString("content") + rest.getJsonObject("turn").getString("content")).isEqualTo(content);
        assertThat(rest.getInt("turns")).isEqualTo(2);
    }

    @Test
    void aTurnOfAnotherConversationIsNotFound() {
        String other = json(prompt(object("session_id", "other", "prompt", "x")).body()).getString("turn_id");
        prompt(object("session_id", "s", "prompt", "x"));

        assertThat(get("/conversations/s?turn_id=" + other).statusCode()).isEqualTo(404);
        assertThat(get("/conversations/s?turn_id=turn_none").statusCode()).isEqualTo(404);
        assertThat(get("/conversations/s?turn_id=a.b").statusCode()).isEqualTo(400);
    }

    @Test
    void aRepetitionByIdempotencyKeySaysHowToRunItAnew() {
        prompt(object("prompt", "x"), "Idempotency-Key", "k");

        JsonObject repeated = json(prompt(object("prompt", "x"), "Idempotency-Key", "k").body());

        assertThat(repeated.getString("next_step")).contains("another request_id", "\"again\": true");
    }

    @Test
    void anEmptyChatIsNone() {
        assertThat(prompt(object("prompt", "x"), "openai-conversation-id", "").statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerOfNothingButEscapesStaysBelowWhatChatGptTakes() {
        gateway.upstream().next(Answer.text("\u0001".repeat(200_000)));

        assertThat(prompt(object("session_id", "x".repeat(128), "model", "m".repeat(128), "prompt", "Hello")).body())
                .hasSizeBetween(90_000, 99_999);
    }

    @ParameterizedTest
    @CsvSource({"content_offset=12, `content_offset` is beyond", "content_offset=-1, `content_offset` must be",
            "content_offset=1.5, `content_offset` must be", "content_offset=x, `content_offset` must be",
            "content_offset=99999999999, `content_offset` must be", "wait_seconds=41, `wait_seconds` must be",
            "wait_seconds=-1, `wait_seconds` must be", "wait_seconds=, `wait_seconds` must be",
            "wait_seconds=1&wait_seconds=2, A parameter"})
    void aQueryThatIsNoneIsRefused(String query, String detail) {
        prompt(object("session_id", "s", "prompt", "Hello"));

        HttpResponse<String> response = get("/conversations/s?" + query);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response.body()).getString("detail")).startsWith(detail);
    }

    @Test
    void theChatNamesTheConversationWithinItsCaller() {
        prompt(object("prompt", "One"), "openai-conversation-id", "chat-1", "openai-ephemeral-user-id", "e1");
        prompt(object("prompt", "Two"), "openai-conversation-id", "chat-1", "openai-ephemeral-user-id", "e2");

        assertThat(json(get("/conversations/chat-1").body()).getInt("turns")).isEqualTo(2);
        assertThat(gateway.get("/conversations/chat-1", "X-API-Key", OTHER_KEY).statusCode()).isEqualTo(404);
    }

    @Test
    void aNamedSessionCountsMoreThanTheChat() {
        prompt(object("session_id", "s", "prompt", "One"), "openai-conversation-id", "chat-1");

        assertThat(get("/conversations/s").statusCode()).isEqualTo(200);
        assertThat(get("/conversations/chat-1").statusCode()).isEqualTo(404);
    }

    @Test
    void aPromptThatTheChatSendsAgainIsAnsweredWithItsTurn() {
        JsonObject first = json(inChat(object("prompt", "Hello")).body());

        JsonObject second = json(inChat(object("prompt", "Hello", "wait_seconds", 1)).body());

        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(second.getString("content")).isEqualTo("Echo: Hello");
        assertThat(second.getString("next_step")).contains("\"again\": true");
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    @Test
    void aRetryWhileTheTurnRunsWaitsForIt() {
        gateway.upstream().next(Answer.text("a").gate(NEVER));
        JsonObject first = json(inChat(object("prompt", "Hello", "wait_seconds", 0)).body());
        gateway.clock().advance(Duration.ofMinutes(5));

        HttpResponse<String> second = inChat(object("prompt", "Hello", "wait_seconds", 0));

        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(json(second.body()).getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(json(second.body()).getBoolean("repeated")).isTrue();
        assertThat(json(second.body()).getString("next_step")).contains("getConversation", "\"again\": true");
    }

    @Test
    void againRunsItAnew() {
        JsonObject first = json(inChat(object("prompt", "Hello")).body());

        JsonObject second = json(inChat(object("prompt", "Hello", "again", true)).body());

        assertThat(second.getString("turn_id")).isNotEqualTo(first.getString("turn_id"));
        assertThat(second).doesNotContainKey("repeated");
        assertThat(gateway.upstream().requests()).hasSize(2);
    }

    @Test
    void afterAMinuteTheSameWordsAreANewPrompt() {
        inChat(object("prompt", "Go on"));
        gateway.clock().advance(Duration.ofSeconds(61));

        assertThat(json(inChat(object("prompt", "Go on")).body())).doesNotContainKey("repeated");
    }

    @Test
    void aPromptThatFailedIsTriedAnew() {
        gateway.upstream().next(Answer.failed("server_error"));
        inChat(object("prompt", "Hello"));

        JsonObject second = json(inChat(object("prompt", "Hello")).body());

        assertThat(second.getString("status")).isEqualTo("completed");
        assertThat(second).doesNotContainKey("repeated");
    }

    @Test
    void theSamePromptOfAnotherChatOrCallerOrModelIsItsOwn() {
        inChat(object("prompt", "Hello"));

        List<HttpResponse<String>> others = List.of(
                prompt(object("prompt", "Hello"), "openai-conversation-id", "chat-2"),
                inChat(object("prompt", "Hello", "model", "other")),
                gateway.post("/conversations", object("prompt", "Hello").toString(), "X-API-Key", OTHER_KEY,
                        "openai-conversation-id", "chat"));

        assertThat(others).allSatisfy(
                response -> assertThat(json(response.body())).doesNotContainKey("repeated"));
    }

    @Test
    void anotherPromptMeanwhileIsAConflictThatNamesTheRunningTurn() {
        gateway.upstream().next(Answer.text("a").gate(NEVER));
        JsonObject first = json(inChat(object("prompt", "Hello", "wait_seconds", 0)).body());

        HttpResponse<String> second = inChat(object("prompt", "Else"));

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second.body()).getString("turn_id")).isEqualTo(first.getString("turn_id"));
    }

    @Test
    void anIdempotencyKeyIsKnownForADay() {
        JsonObject first = json(
                prompt(object("session_id", "s", "prompt", "Hello"), "Idempotency-Key", "k").body());
        gateway.clock().advance(Duration.ofHours(23));

        JsonObject second = json(
                prompt(object("session_id", "s", "prompt", "Hello"), "Idempotency-Key", "k").body());
        HttpResponse<String> other = prompt(object("session_id", "s", "prompt", "Else"), "Idempotency-Key", "k");

        assertThat(second.getString("turn_id")).isEqualTo(first.getString("turn_id"));
        assertThat(second.getBoolean("repeated")).isTrue();
        assertThat(other.statusCode()).isEqualTo(409);
    }

    @Test
    void cancellingEndsTheTurn() {
        gateway.upstream().next(Answer.text("a").gate(NEVER));
        String turnId = json(prompt(object("session_id", "s", "prompt", "x", "wait_seconds", 0)).body())
                .getString("turn_id");

        JsonObject cancelled = json(post("/conversations/s/cancel", "").body());

        assertThat(cancelled.getBoolean("cancelled")).isTrue();
        assertThat(cancelled.getString("turn_id")).isEqualTo(turnId);
        assertThat(json(post("/conversations/s/cancel", "{}").body()).getBoolean("cancelled")).isFalse();
        assertThat(json(get("/conversations/s").body()).getString("status")).isEqualTo("cancelled");
    }

    @Test
    void deletingRemovesTheConversation() {
        prompt(object("session_id", "s", "prompt", "x"));

        assertThat(json(delete("/conversations/s", KEY).body())).isEqualTo(object("deleted", true));
        assertThat(get("/conversations/s").statusCode()).isEqualTo(404);
        assertThat(delete("/conversations/s", KEY).statusCode()).isEqualTo(404);
    }

    @Test
    void whatAnotherMadeIsNotFound() {
        prompt(object("session_id", "s", "prompt", "x"));

        assertThat(gateway.get("/conversations/s", "X-API-Key", OTHER_KEY).statusCode()).isEqualTo(404);
        assertThat(gateway.post("/conversations/s/cancel", "", "X-API-Key", OTHER_KEY).statusCode()).isEqualTo(404);
        assertThat(delete("/conversations/s", OTHER_KEY).statusCode()).isEqualTo(404);
        assertThat(get("/conversations/s").statusCode()).isEqualTo(200);
    }

    @Test
    void theListIsNewestFirstAndGoesOnByCursor() {
        for (String session : List.of("a", "b", "c")) {
            prompt(object("session_id", session, "prompt", "x"));
            gateway.clock().advance(Duration.ofSeconds(1));
        }

        JsonObject first = json(get("/conversations?limit=2").body());
        JsonObject second = json(get("/conversations?limit=2&cursor=" + first.getString("next_cursor")).body());

        assertThat(sessions(first)).containsExactly("c", "b");
        assertThat(sessions(second)).containsExactly("a");
        assertThat(second.get("next_cursor")).isEqualTo(JsonValue.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "cursor=x", "cursor=1", "limit=1&limit=2"})
    void aListThatIsNoneIsRefused(String query) {
        assertThat(get("/conversations?" + query).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"PUT, /conversations, 'GET, POST'", "DELETE, /conversations, 'GET, POST'",
            "POST, /conversations/s, 'DELETE, GET'", "GET, /conversations/s/cancel, POST"})
    void otherMethodsAreToldWhichThereAre(String method, String path, String allow) {
        HttpResponse<String> response = gateway.send(gateway.request(path, "X-API-Key", KEY)
                .method(method, HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains(allow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"x\"", "{", "{\"prompt\":\"a\",\"prompt\":\"b\"}", "{}", "{\"prompt\":\"\"}",
            "{\"prompt\":\"x\",\"again\":\"yes\"}", "{\"prompt\":\"x\",\"wait_seconds\":41}",
            "{\"prompt\":\"x\",\"session_id\":\"a b\"}", "{\"prompt\":\"x\",\"images\":[\"http://x\"]}"})
    void aBodyThatIsNoPromptIsAProblemAndStartsNothing(String body) {
        HttpResponse<String> response = post("/conversations", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(gateway.upstream().requests()).isEmpty();
    }

    @Test
    void aBodyOverItsLimitIsRefused() {
        assertThat(post("/conversations", "{\"prompt\":\"" + "x".repeat(1024 * 1024) + "\"}").statusCode())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/conversations/a%20b", "/conversations/%2e%2e%2fadmin", "/conversations/a%00b"})
    void aSessionThatCanBeNoneIsRefused(String path) {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void withoutACredentialNothingIsAnswered() {
        HttpResponse<String> response = gateway.get("/conversations/s");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer ");
    }

    private static List<String> sessions(JsonObject page) {
        return page.getJsonArray("data").stream()
                .map(one -> ((JsonString) one.asJsonObject().get("session_id")).getString()).toList();
    }

    private HttpResponse<String> inChat(JsonObject body) {
        return prompt(body, "openai-conversation-id", "chat");
    }

    private HttpResponse<String> prompt(JsonObject body, String... headers) {
        List<String> all = new ArrayList<>(List.of("X-API-Key", KEY));
        all.addAll(List.of(headers));
        return gateway.post("/conversations", body.toString(), all.toArray(String[]::new));
    }

    private HttpResponse<String> post(String path, String body) {
        return gateway.post(path, body, "X-API-Key", KEY);
    }

    private HttpResponse<String> get(String path) {
        return gateway.get(path, "X-API-Key", KEY);
    }

    private HttpResponse<String> delete(String path, String key) {
        return gateway.send(gateway.request(path, "X-API-Key", key).DELETE().build());
    }
}
