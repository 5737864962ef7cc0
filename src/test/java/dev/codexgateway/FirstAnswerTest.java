package dev.codexgateway;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;

class FirstAnswerTest {

    @Test
    void aPromptIsAnsweredAndStillThereAfterARestart() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            JsonObject answer = gateway.prompt("s1", "Say hello");
            assertThat(answer.getString("status")).isEqualTo("completed");
            assertThat(answer.getString("content")).isEqualTo("Echo: Say hello");

            gateway.restart();

            JsonObject status = gateway.rpc("conversation.status", object("session_id", "s1"));
            assertThat(status.getJsonObject("turn").getString("content")).isEqualTo("Echo: Say hello");
            assertThat(gateway.rpc("conversation.list", object()).getJsonArray("data")).hasSize(1);
        }
    }
}
