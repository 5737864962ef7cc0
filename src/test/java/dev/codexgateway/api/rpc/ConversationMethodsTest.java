package dev.codexgateway.api.rpc;

import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** {@code conversation.status}, {@code cancel}, {@code delete} and {@code events} over HTTP. */
class ConversationMethodsTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of("status", "cancel", "events", "delete").map("conversation."::concat)
                .flatMap(method -> Stream.of(
                        arguments(method, "{}"),
                        arguments(method, "{\"session_id\":null}"),
                        arguments(method, "{\"session_id\":5}"),
                        arguments(method, "{\"session_id\":\"a b\"}"),
                        arguments(method, "{\"session_id\":\"\"}"),
                        arguments(method, "{\"session_id\":\"a/b\"}"),
                        arguments(method, "{\"session_id\":\"a\\u0000\"}"),
                        arguments(method, object("session_id", "a".repeat(129)).toString()),
                        arguments(method, "[\"a\"]")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aSessionThatHasNotTheFormOfOneIsRefused(String method, String params) {
        String body = gateway.post("/jsonrpc",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}", "X-API-Key",
                GatewayFixture.KEY).body();

        assertThat(GatewayFixture.json(body).getJsonObject("error").getInt("code")).isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {GatewayFixture.KEY, OTHER_KEY})
    void anUnknownSessionAndAnotherCallersAreTheSame(String key) {
        gateway.prompt("mine", "a");
        JsonObject session = object("session_id", key.equals(OTHER_KEY) ? "mine" : "unknown");

        JsonObject status = gateway.rpcAs(key, "conversation.status", session).getJsonObject("result");
        JsonObject cancel = gateway.rpcAs(key, "conversation.cancel", session).getJsonObject("result");
        JsonObject delete = gateway.rpcAs(key, "conversation.delete", session).getJsonObject("result");
        JsonObject events = gateway.rpcAs(key, "conversation.events", session).getJsonObject("error");

        assertThat(status).isEqualTo(object("status", "not_found", "session_id", session.getString("session_id")));
        assertThat(cancel).isEqualTo(object("cancelled", false, "session_id", session.getString("session_id")));
        assertThat(delete).isEqualTo(object("deleted", false));
        assertThat(events.getInt("code")).isEqualTo(-32012);
        assertThat(events.getJsonObject("data").getString("type")).isEqualTo("not-found");
        assertThat(gateway.rpc("conversation.status", object("session_id", "mine")).getString("status"))
                .isEqualTo("completed");
    }

    @Test
    void anotherCallerMayUseTheSameName() {
        gateway.prompt("shared", "mine");

        JsonObject other = gateway.rpcAs(OTHER_KEY, "conversation.prompt",
                object("prompt", "theirs", "session_id", "shared")).getJsonObject("result");

        JsonObject mine = gateway.rpc("conversation.status", object("session_id", "shared"));
        assertThat(other.getString("conversation_id")).isNotEqualTo(mine.getString("conversation_id"));
        assertThat(mine.getInt("turns")).isEqualTo(1);
    }

    @Test
    void statusTellsTheConversationAndItsLastTurn() {
        gateway.prompt("told", "one");
        gateway.clock().advance(Duration.ofSeconds(5));
        JsonObject last = gateway.prompt("told", "two");

        JsonObject status = gateway.rpc("conversation.status", object("session_id", "told"));

        assertThat(status.keySet()).containsExactlyInAnyOrder("session_id", "conversation_id", "status", "model",
                "turns", "turn", "created_at", "updated_at");
        assertThat(status.getInt("turns")).isEqualTo(2);
        assertThat(status.getString("status")).isEqualTo("completed");
        assertThat(status.getString("created_at")).isLessThan(status.getString("updated_at")).endsWith("Z");
        assertThat(status.getJsonObject("turn").keySet()).doesNotContain("events").contains("error", "usage");
        assertThat(status.getJsonObject("turn").getString("turn_id")).isEqualTo(last.getString("turn_id"));
    }

    @Test
    void cancelEndsTheRunningTurnAndKeepsWhatItSaid() {
        JsonObject running = slow("cancelled");

        JsonObject cancel = gateway.rpc("conversation.cancel", object("session_id", "cancelled"));

        assertThat(cancel).isEqualTo(object("cancelled", true, "session_id", "cancelled", "conversation_id",
                running.getString("conversation_id"), "turn_id", running.getString("turn_id")));
        JsonObject turn = gateway.rpc("conversation.status", object("session_id", "cancelled")).getJsonObject("turn");
        assertThat(turn.getString("status")).isEqualTo("cancelled");
        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("cancelled");
        assertThat(turn.getString("content")).isEqualTo("a");
    }

    @Test
    void thereIsNothingToCancelWhenNothingRuns() {
        gateway.prompt("quiet", "a");

        assertThat(gateway.rpc("conversation.cancel", object("session_id", "quiet")).getBoolean("cancelled")).isFalse();
    }

    @Test
    void deleteRemovesAConversationForGood() {
        gateway.prompt("gone", "a");

        assertThat(gateway.rpc("conversation.delete", object("session_id", "gone"))).isEqualTo(object("deleted", true));

        assertThat(gateway.rpc("conversation.status", object("session_id", "gone")).getString("status"))
                .isEqualTo("not_found");
        assertThat(gateway.rpc("conversation.delete", object("session_id", "gone")).getBoolean("deleted")).isFalse();
        assertThat(gateway.prompt("gone", "b").getString("status")).isEqualTo("completed");
    }

    @Test
    void deleteCancelsWhatRunsFirst() {
        slow("running");
        var upstream = gateway.upstream().requests().getLast();

        assertThat(gateway.rpc("conversation.delete", object("session_id", "running")).getBoolean("deleted")).isTrue();

        assertThat(upstream.clientGone()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(gateway.rpc("conversation.status", object("session_id", "running")).getString("status"))
                .isEqualTo("not_found");
    }

    @Test
    void eventsComeInPagesOfWhichTheLastHasNoNext() {
        JsonObject answer = gateway.prompt("paged", "Say hello");
        JsonArray all = answer.getJsonArray("events");
        long after = 0;
        var collected = jakarta.json.Json.createArrayBuilder();
        JsonObject page;
        do {
            page = gateway.rpc("conversation.events", object("session_id", "paged", "after_seq", after, "limit", 2));
            page.getJsonArray("data").forEach(collected::add);
            after = page.isNull("next_seq") ? 0 : page.getJsonNumber("next_seq").longValue();
            assertThat(page.getJsonArray("data")).hasSizeLessThanOrEqualTo(2);
        } while (after > 0);

        assertThat(collected.build()).isEqualTo(all);
        assertThat(page.get("next_seq")).isEqualTo(JsonValue.NULL);
    }

    @Test
    void eventsOfOneTurnAreThoseAndNoOthers() {
        JsonObject first = gateway.prompt("two", "one");
        JsonObject second = gateway.prompt("two", "two");

        JsonArray events = gateway
                .rpc("conversation.events", object("session_id", "two", "turn_id", second.getString("turn_id")))
                .getJsonArray("data");
        JsonArray both = gateway.rpc("conversation.events", object("session_id", "two")).getJsonArray("data");

        assertThat(events).isEqualTo(second.getJsonArray("events"));
        assertThat(both).hasSize(first.getJsonArray("events").size() + events.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"after_seq\":-1}", "{\"after_seq\":1.5}", "{\"after_seq\":\"1\"}", "{\"limit\":0}",
            "{\"limit\":1001}", "{\"turn_id\":\"a b\"}", "{\"turn_id\":\"\\u0000\"}", "{\"turn_id\":1}"})
    void eventsRefusesWhatIsNoPlace(String params) {
        gateway.prompt("placed", "a");
        JsonObject merged = jakarta.json.Json.createObjectBuilder(GatewayFixture.json(params))
                .add("session_id", "placed").build();

        assertThat(gateway.rpcError("conversation.events", merged).getInt("code")).isEqualTo(-32602);
    }

    @Test
    void aTurnOfAnotherConversationIsNotFound() {
        String foreign = gateway.prompt("one", "a").getString("turn_id");
        gateway.prompt("another", "b");

        for (String turn : new String[]{foreign, "turn_unknown"}) {
            JsonObject error = gateway.rpcError("conversation.events",
                    object("session_id", "another", "turn_id", turn));
            assertThat(error.getInt("code")).isEqualTo(-32012);
        }
    }

    /** A turn that has said {@code a} and says no more. */
    private static JsonObject slow(String session) {
        gateway.upstream().next(Answer.text("a", "b").gateAfter(1, new CountDownLatch(1)));
        JsonObject running = gateway.rpc("conversation.prompt",
                object("prompt", "a", "session_id", session, "wait_seconds", 0));
        String said = "";
        for (long end = System.nanoTime() + 5_000_000_000L; said.isEmpty() && System.nanoTime() < end;) {
            said = gateway.rpc("conversation.status", object("session_id", session)).getJsonObject("turn")
                    .getString("content");
        }
        assertThat(said).isEqualTo("a");
        return running;
    }
}
