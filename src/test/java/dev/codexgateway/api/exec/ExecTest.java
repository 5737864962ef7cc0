package dev.codexgateway.api.exec;

import static dev.codexgateway.testing.Awaiting.until;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.LiveStream;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;

/** {@code POST /exec} in its three forms, and {@code POST /exec/resume}. */
@Timeout(60)
class ExecTest {
    private static GatewayFixture gateway;

    private final String session = "s" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theWholeTurnIsAnsweredAtItsEnd() {
        HttpResponse<String> answer = exec("application/json", object("session_id", session, "prompt", "hello"));

        JsonObject turn = json(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(turn.getString("session_id")).isEqualTo(session);
        assertThat(turn.getString("conversation_id")).startsWith("conv_");
        assertThat(turn.getString("status")).isEqualTo("completed");
        assertThat(turn.isNull("error")).isTrue();
        assertThat(types(turn.getJsonArray("events").getValuesAs(JsonObject.class)))
                .startsWith("thread.started", "turn.started").endsWith("item.completed", "turn.completed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"*/*|application/json", "application/*|application/json",
            "application/jsonl|application/jsonl", "text/event-stream|text/event-stream",
            "text/*|text/event-stream", "text/html, application/jsonl;q=0.5|application/jsonl",
            "application/json;q=0.1, text/event-stream|text/event-stream",
            "text/event-stream;q=0, application/jsonl|application/jsonl"})
    void theCallerChoosesTheFormByAccept(String accept, String type) {
        HttpResponse<String> answer = exec(accept, object("session_id", session, "prompt", "hello"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    }

    @Test
    void withoutAcceptTheAnswerIsJson() {
        HttpResponse<String> answer = gateway.post("/exec", object("prompt", "hello").toString(), "X-API-Key", KEY);

        assertThat(json(answer.body()).getString("status")).isEqualTo("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml;q=1", "application/json;q=0"})
    void aFormThatThereIsNotIsRefusedAndRunsNothing(String accept) {
        HttpResponse<String> answer = exec(accept, object("session_id", session, "prompt", "hello"));

        Shapes.problem(answer, 406, "not-acceptable");
        assertThat(gateway.rpc("conversation.status", object("session_id", session)).getString("status"))
                .isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/jsonl", "text/event-stream"})
    void eventsAreToldWhileTheTurnRuns(String form) throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Half", " and half").gateAfter(1, gate));

        try (LiveStream live = live(form, object("session_id", session, "prompt", "hello"))) {
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.header("Cache-Control")).isEqualTo("no-store");
            JsonObject first = live.next().orElseThrow();
            assertThat(first.getString("type")).isEqualTo("thread.started");
            assertThat(live.next().orElseThrow().getString("type")).isEqualTo("turn.started");
            JsonObject delta = live.next().orElseThrow();
            while (!delta.containsKey("delta")) {
                delta = live.next().orElseThrow();
            }
            assertThat(delta.getString("delta")).isEqualTo("Half");

            gate.countDown();

            List<JsonObject> rest = live.rest();
            assertThat(types(rest)).endsWith("turn.completed");
            assertThat(rest).extracting(event -> event.getInt("seq")).isSorted();
            assertThat(rest).extracting(event -> event.getString("turn_id")).containsOnly(first.getString("turn_id"));
        }
    }

    @Test
    void aTurnGoesOnWhenItsCallerLeaves() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Half", " and half").gateAfter(1, gate));
        try (LiveStream live = live("text/event-stream", object("session_id", session, "prompt", "hello"))) {
            live.next().orElseThrow();
        }
        gate.countDown();

        assertThat(gateway.send(gateway.request("/conversations/" + session + "?wait_seconds=30", "X-API-Key", KEY)
                .build()).body()).contains("Half and half");
    }

    @Test
    void aCallerWhoLeavesBeforeTheWholeTurnIsThereHoldsNothing() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Half", " and half").gateAfter(1, gate));
        double before = requests();
        String body = object("session_id", session, "prompt", "hello").toString();
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.request("POST", "/exec", body));
            until(() -> gateway.send(gateway.request("/conversations/" + session + "?wait_seconds=0", "X-API-Key", KEY)
                    .build()).statusCode() == 202);
        }

        until(() -> requests() == before + 1);
        gate.countDown();
        assertThat(gateway.send(gateway.request("/conversations/" + session + "?wait_seconds=30", "X-API-Key", KEY)
                .build()).body()).contains("Half and half");
    }

    private static double requests() {
        return gateway.metric("http_server_request_duration_seconds_count", "http_route=\"/exec\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/jsonl", "text/event-stream"})
    void aRepetitionIsToldTheSameTurnFromItsFirstEvent(String form) throws IOException {
        String key = UUID.randomUUID().toString();
        JsonObject prompt = object("session_id", session, "prompt", "hello");
        List<JsonObject> first;
        List<JsonObject> second;
        try (LiveStream live = live(form, prompt, "Idempotency-Key", key)) {
            first = live.rest();
        }
        try (LiveStream live = live(form, prompt, "Idempotency-Key", key)) {
            second = live.rest();
        }

        assertThat(second.getFirst()).isEqualTo(first.getFirst());
        assertThat(second.getLast()).isEqualTo(first.getLast());
        assertThat(gateway.post("/exec", prompt.toString(), "X-API-Key", KEY, "Idempotency-Key", key).body())
                .contains("\"repeated\":true");
    }

    @Test
    void theHeaderOfAChatNamesTheConversation() {
        HttpResponse<String> answer = gateway.post("/exec", object("prompt", "hello").toString(), "X-API-Key", KEY,
                "openai-conversation-id", session);

        assertThat(json(answer.body()).getString("session_id")).isEqualTo(session);
    }

    @Test
    void aTurnThatFailsIsAnAnswer() throws IOException {
        gateway.upstream().next(Answer.failed("server_error"), Answer.failed("server_error"));

        HttpResponse<String> whole = exec("application/json", object("session_id", session, "prompt", "hello"));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(json(whole.body()).getString("status")).isEqualTo("failed");
        try (LiveStream live = live("application/jsonl", object("session_id", session, "prompt", "hello"))) {
            assertThat(types(live.rest())).endsWith("turn.failed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/jsonl", "text/event-stream"})
    void whatStartsNoTurnIsAProblemInEveryForm(String form) {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("x").gate(gate));
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "first", "wait_seconds", 0));

        JsonObject busy = Shapes.problem(exec(form, object("session_id", session, "prompt", "second")), 409,
                "conflict");
        gate.countDown();

        assertThat(busy.getString("turn_id")).startsWith("turn_");
        Shapes.problem(exec(form, object("session_id", session)), 400, "invalid-params");
        Shapes.problem(exec(form, object("session_id", "not a session", "prompt", "x")), 400, "invalid-params");
        Shapes.problem(exec(form, object("prompt", "x".repeat(17 * 1024 * 1024))), 413, "too-large");
        Shapes.problem(raw(form, "{\"prompt\":\"x\",\"prompt\":\"y\"}", "X-API-Key", KEY), 400, "invalid-params");
        Shapes.problem(raw(form, "[]", "X-API-Key", KEY), 400, "invalid-params");
        Shapes.problem(raw(form, "x", "X-API-Key", KEY, "Content-Type", "text/plain"), 415, "unsupported-media-type");
        HttpResponse<String> stranger = raw(form, "{}", "X-API-Key", "wrong");
        Shapes.problem(stranger, 401, "unauthenticated");
        assertThat(stranger.headers().firstValue("WWW-Authenticate").orElse("")).contains("invalid_token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/exec", "/exec/resume"})
    void onlyPostIsPossible(String path) {
        HttpResponse<String> answer = gateway.get(path, "X-API-Key", KEY);

        Shapes.problem(answer, 405, "method-not-allowed");
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aConversationGoesOnUnderAFurtherName() {
        JsonObject first = gateway.prompt(session, "hello");
        String conversation = first.getString("conversation_id");
        String further = session + "-further";
        JsonObject names = object("conversation_id", conversation, "session_id", further);

        for (int time = 0; time < 2; time++) {
            HttpResponse<String> answer = resume(KEY, names);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer.body()).getString("conversation_id")).isEqualTo(conversation);
            assertThat(json(answer.body()).getString("session_id")).isEqualTo(further);
            assertThat(json(answer.body()).getString("message")).isNotBlank();
        }

        JsonObject second = gateway.prompt(further, "again");
        assertThat(second.getString("conversation_id")).isEqualTo(conversation);
        assertThat(second.getString("session_id")).isEqualTo(further);
        JsonObject status = gateway.rpc("conversation.status", object("session_id", session));
        assertThat(status.getInt("turns")).isEqualTo(2);
        assertThat(status.getJsonObject("turn").getString("session_id")).isEqualTo(session);
        assertThat(status.getJsonObject("turn").getString("turn_id")).isEqualTo(second.getString("turn_id"));
        assertThat(gateway.rpc("conversation.events", object("session_id", further)).getJsonArray("data"))
                .isEqualTo(gateway.rpc("conversation.events", object("session_id", session)).getJsonArray("data"));
        assertThat(gateway.rpc("conversation.list", object()).getJsonArray("data").getValuesAs(JsonObject.class))
                .filteredOn(listed -> listed.getString("conversation_id").equals(conversation)).singleElement()
                .satisfies(listed -> assertThat(listed.getString("session_id")).isEqualTo(session));
        assertThat(gateway.rpc("conversation.cancel", object("session_id", further)).getString("conversation_id"))
                .isEqualTo(conversation);
        assertThat(gateway.rpc("conversation.delete", object("session_id", further)).getBoolean("deleted")).isTrue();
        assertThat(gateway.rpc("conversation.status", object("session_id", session)).getString("status"))
                .isEqualTo("not_found");
    }

    @Test
    void aNameThatAnotherConversationHasIsAConflict() {
        String one = gateway.prompt(session, "hello").getString("conversation_id");
        gateway.prompt(session + "-other", "hello");

        Shapes.problem(resume(KEY, object("conversation_id", one, "session_id", session + "-other")), 409, "conflict");
        assertThat(resume(KEY, object("conversation_id", one, "session_id", session)).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyOnesOwnConversationsAreNamed() {
        String one = gateway.prompt(session, "hello").getString("conversation_id");

        Shapes.problem(resume(OTHER_KEY, object("conversation_id", one, "session_id", "mine-" + session)), 404,
                "not-found");
        Shapes.problem(resume(KEY, object("conversation_id", "conv_none", "session_id", "x-" + session)), 404,
                "not-found");
        Shapes.problem(resume(KEY, object("conversation_id", one)), 400, "invalid-params");
        Shapes.problem(resume(KEY, object("session_id", session)), 400, "invalid-params");
        Shapes.problem(resume(KEY, object("conversation_id", one, "session_id", "not one")), 400, "invalid-params");
        Shapes.problem(resume(KEY, object("conversation_id", 1, "session_id", session)), 400, "invalid-params");
    }

    private static HttpResponse<String> resume(String key, JsonObject names) {
        return gateway.post("/exec/resume", names.toString(), "X-API-Key", key);
    }

    private static HttpResponse<String> exec(String accept, JsonObject body) {
        return raw(accept, body.toString(), "X-API-Key", KEY);
    }

    private static HttpResponse<String> raw(String accept, String body, String... headers) {
        return gateway.post("/exec", body,
                Stream.concat(Stream.of("Accept", accept), Stream.of(headers)).toArray(String[]::new));
    }

    private static LiveStream live(String accept, JsonObject body, String... headers) {
        HttpRequest.Builder request = gateway.request("/exec", Stream.concat(
                Stream.of("Accept", accept, "X-API-Key", KEY), Stream.of(headers)).toArray(String[]::new));
        return LiveStream.of(request.timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body.toString())).build());
    }

    private static List<String> types(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("type")).toList();
    }

    private static JsonObject object(Object... members) {
        return members.length == 0 ? Json.createObjectBuilder().build() : GatewayFixture.object(members);
    }
}
