package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Recorded;

/** A cancelled turn's call ends at once, wherever it was, and leaves its place to another. */
class CancelledCallTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final GatewayFixture gateway = GatewayFixture.builder().yaml("limits: {running-turns: 1}").start();

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @MethodSource("slow")
    void cancellingEndsTheCallWithinASecondAndFreesItsPlace(Answer answer, String said) throws Exception {
        String turnId = started(answer);
        awaitContent(said);

        JsonObject cancelled = gateway.rpc("conversation.cancel", object("session_id", "s"));

        assertThat(cancelled.getBoolean("cancelled")).isTrue();
        assertThat(cancelled.getString("turn_id")).isEqualTo(turnId);
        gateway.upstream().requests().getFirst().clientGone().get(1, TimeUnit.SECONDS);
        JsonObject turn = status().getJsonObject("turn");
        assertThat(turn.getString("status")).isEqualTo("cancelled");
        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("cancelled");
        assertThat(turn.getString("content")).isEqualTo(said);
        assertThat(promptedWhenThereIsRoom()).isEqualTo("Echo: Next");
    }

    @RepeatedTest(20)
    void aCancelAtTheMomentTheRequestIsSentEndsTheCallAsWell() throws Exception {
        gateway.prompt("earlier", "leaves a connection behind");
        String session = "s";
        gateway.upstream().next(Answer.text("a").gate(NEVER));
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "b", "wait_seconds", 0));
        Recorded call = gateway.upstream().awaitRequest(1, SOON);

        gateway.rpc("conversation.cancel", object("session_id", session));

        call.clientGone().get(1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("slow")
    void deletingARunningConversationEndsItsCall(Answer answer, String said) throws Exception {
        started(answer);
        awaitContent(said);

        assertThat(gateway.rpc("conversation.delete", object("session_id", "s")).getBoolean("deleted")).isTrue();

        gateway.upstream().requests().getFirst().clientGone().get(1, TimeUnit.SECONDS);
        assertThat(status().getString("status")).isEqualTo("not_found");
        assertThat(promptedWhenThereIsRoom()).isEqualTo("Echo: Next");
    }

    static Stream<Arguments> slow() {
        return Stream.of(
                Arguments.of(Answer.silent(), ""),
                Arguments.of(Answer.text("a").gate(NEVER), ""),
                Arguments.of(Answer.text("a").gateAfter(0, NEVER), ""),
                Arguments.of(Answer.text("Half", " an").silentAfter(1), "Half"),
                Arguments.of(
                        Answer.bytesThenSilence("HTTP/1.1 400 Bad Request\r\nContent-Length: 9\r\n\r\n{"), ""));
    }

    @Test
    void aTurnThatWaitsForANewTryIsCancelledAtOnce() {
        started(Answer.error(503, null, "Later.").retryAfter("30"));
        awaitEvent("error");

        JsonObject cancelled = gateway.rpc("conversation.cancel", object("session_id", "s"));

        assertThat(cancelled.getBoolean("cancelled")).isTrue();
        assertThat(promptedWhenThereIsRoom()).isEqualTo("Echo: Next");
        assertThat(gateway.upstream().requests()).hasSize(2);
    }

    @Test
    void aTurnThatStreamsFastIsCancelledBetweenTwoEvents() throws Exception {
        String[] deltas = Stream.generate(() -> "word ").limit(200_000).toArray(String[]::new);
        started(Answer.text(deltas));
        awaitEvent("item.updated");

        gateway.rpc("conversation.cancel", object("session_id", "s"));

        gateway.upstream().requests().getFirst().clientGone().get(1, TimeUnit.SECONDS);
        assertThat(promptedWhenThereIsRoom()).isEqualTo("Echo: Next");
    }

    @Test
    void whatHasEndedCannotBeCancelled() {
        gateway.prompt("s", "Hi");

        JsonObject cancelled = gateway.rpc("conversation.cancel", object("session_id", "s"));

        assertThat(cancelled.getBoolean("cancelled")).isFalse();
        assertThat(status().getString("status")).isEqualTo("completed");
    }

    @Test
    void whoWaitsForACancelledTurnIsTold() throws Exception {
        gateway.upstream().next(Answer.text("Half", " an").silentAfter(1));
        var waiting = gateway.rpcAsync("conversation.prompt", object("session_id", "s", "prompt", "Hi"));
        gateway.upstream().awaitRequest(0, SOON);
        awaitContent("Half");

        gateway.rpc("conversation.cancel", object("session_id", "s"));

        JsonObject turn = waiting.get(1, TimeUnit.SECONDS);
        assertThat(turn.getString("status")).isEqualTo("cancelled");
        assertThat(turn.getString("content")).isEqualTo("Half");
    }

    private String started(Answer answer) {
        gateway.upstream().next(answer);
        JsonObject turn = gateway.rpc("conversation.prompt",
                object("session_id", "s", "prompt", "Hi", "wait_seconds", 0));
        assertThat(turn.getString("status")).isEqualTo("in_progress");
        gateway.upstream().awaitRequest(0, SOON);
        return turn.getString("turn_id");
    }

    private void awaitContent(String content) {
        until(() -> status().getJsonObject("turn").getString("content").equals(content));
    }

    private void awaitEvent(String type) {
        until(() -> gateway.rpc("conversation.events", object("session_id", "s")).getJsonArray("data").stream()
                .anyMatch(event -> event.asJsonObject().getString("type").equals(type)));
    }

    /** The agent's thread ends a moment after its turn did. */
    private String promptedWhenThereIsRoom() {
        String[] content = new String[1];
        until(() -> {
            JsonObject answer = gateway.rpcAs(GatewayFixture.KEY, "conversation.prompt",
                    object("session_id", "next", "prompt", "Next"));
            if (answer.containsKey("result")) {
                content[0] = answer.getJsonObject("result").getString("content");
            }
            return answer.containsKey("result");
        });
        return content[0];
    }

    private JsonObject status() {
        return gateway.rpc("conversation.status", object("session_id", "s"));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what is awaited did not happen").isLessThan(deadline);
        }
    }
}
