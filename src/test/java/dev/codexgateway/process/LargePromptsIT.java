package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.ScriptedUpstream;

/** More pictures than the process has memory for. */
class LargePromptsIT {
    private static final int PROMPTS = 6;
    private static final String PICTURE = "data:image/png;base64," + "A".repeat(10 * 1024 * 1024);

    @TempDir
    private Path folder;

    @Test
    void whatIsTooMuchTogetherIsRefusedAndTheRestAnswered() {
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start()
                .otherwise(_ -> Answer.text("Seen.").gate(end));
                GatewayProcess gateway = GatewayProcess.in(folder).upstream(upstream).serve()) {
            List<JsonObject> running = new ArrayList<>();
            List<JsonObject> refused = new ArrayList<>();
            for (int i = 0; i < PROMPTS; i++) {
                JsonObject answer = gateway.rpcAs(gateway.key(), "conversation.prompt", "session_id", "s" + i, "prompt",
                        "Look", "images", Json.createArrayBuilder().add(PICTURE).build(), "wait_seconds", 0);
                if (answer.containsKey("result")) {
                    running.add(answer.getJsonObject("result"));
                } else {
                    refused.add(answer.getJsonObject("error"));
                }
            }

            assertThat(running).as("a quarter of 256 MB holds two of these").hasSizeBetween(1, 4);
            assertThat(refused).allSatisfy(error -> {
                assertThat(error.getInt("code")).isEqualTo(-32001);
                assertThat(error.getJsonObject("data").getInt("retry_after")).isPositive();
            });
            end.countDown();
            assertThat(running).allSatisfy(turn -> assertThat(gateway.rpc("conversation.events", "session_id",
                    turn.getString("session_id")).getJsonArray("data")).isNotEmpty());
        }
    }
}
