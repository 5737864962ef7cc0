package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

class ManyTurnsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MANY = 200;

    @Test
    void twoHundredPromptsAtOnceEachGetTheirOwnAnswer() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatewayFixture gateway = GatewayFixture.start()) {
            gateway.upstream().otherwise(asked -> Answer.text("Answer to ", asked.userText()).gateAfter(1, gate));
            List<CompletableFuture<JsonObject>> asked = IntStream.range(0, MANY)
                    .mapToObj(i -> gateway.rpcAsync("conversation.prompt",
                            object("session_id", "s" + i, "prompt", "question " + i)))
                    .toList();
            gateway.upstream().awaitRequest(MANY - 1, LONG);
            assertThat(gateway.metric("codex_turns_active")).isEqualTo(MANY);

            gate.countDown();

            for (int i = 0; i < MANY; i++) {
                JsonObject turn = asked.get(i).get(60, TimeUnit.SECONDS);
                assertThat(turn.getString("status")).isEqualTo("completed");
                assertThat(turn.getString("content")).isEqualTo("Answer to question " + i);
            }
            assertThat(gateway.rpc("conversation.list", object("limit", 1000)).getJsonArray("data")).hasSize(MANY);
        }
    }

    @Test
    void aPromptBeyondTheLimitIsRefusedAndTakenWhenThereIsRoom() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("limits: {running-turns: 2}").start()) {
            double before = gateway.metric("rate_limited_total", "limit=\"running-turns\"");
            gateway.upstream().next(Answer.text("One").gate(gate), Answer.text("Two").gate(gate));
            var one = gateway.rpcAsync("conversation.prompt", object("session_id", "one", "prompt", "Hi"));
            var two = gateway.rpcAsync("conversation.prompt", object("session_id", "two", "prompt", "Hi"));
            gateway.upstream().awaitRequest(1, LONG);

            JsonObject refused = gateway.rpcError("conversation.prompt", object("session_id", "three", "prompt", "Hi"));

            assertThat(refused.getInt("code")).isEqualTo(-32001);
            assertThat(refused.getJsonObject("data").getInt("retry_after")).isPositive();
            assertThat(gateway.metric("rate_limited_total", "limit=\"running-turns\"") - before).isEqualTo(1);
            assertThat(gateway.rpc("conversation.status", object("session_id", "three")).getString("status"))
                    .isEqualTo("not_found");

            gate.countDown();
            CompletableFuture.allOf(one, two).get(20, TimeUnit.SECONDS);
            assertThat(answeredWhenThereIsRoom(gateway)).isEqualTo("Echo: Hi");
        }
    }

    /** A turn's place is free a moment after its end is told. */
    private static String answeredWhenThereIsRoom(GatewayFixture gateway) {
        long deadline = System.nanoTime() + LONG.toNanos();
        JsonObject answer;
        do {
            answer = gateway.rpcAs(GatewayFixture.KEY, "conversation.prompt",
                    object("session_id", "three", "prompt", "Hi"));
        } while (answer.containsKey("error") && System.nanoTime() < deadline);
        return answer.getJsonObject("result").getString("content");
    }
}
