package dev.codexgateway;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

class ShutdownTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aTurnThatOutlastsTheDrainIsReportedWithWhatItHadSaid() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            gateway.upstream().next(Answer.text("Half an", " answer").gateAfter(1, new CountDownLatch(1)));
            CompletableFuture<JsonObject> waiting = gateway.rpcAsync("conversation.prompt",
                    object("session_id", "s1", "prompt", "a long one"));
            gateway.upstream().awaitRequest(0, SOON);

            gateway.gateway().close(Duration.ofSeconds(1));

            JsonObject answer = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.getString("status")).isEqualTo("interrupted");
            assertThat(answer.getString("content")).isEqualTo("Half an");
            gateway.upstream().requests().getFirst().clientGone().get(SOON.toSeconds(), TimeUnit.SECONDS);
            gateway.restart();
            JsonObject turn = gateway.rpc("conversation.status", object("session_id", "s1")).getJsonObject("turn");
            assertThat(turn.getString("status")).isEqualTo("interrupted");
            assertThat(turn.getString("content")).isEqualTo("Half an");
            assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("interrupted");
            assertThat(gateway.prompt("s1", "again").getString("content")).isEqualTo("Echo: again");
        }
    }
}
