package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.ScriptedUpstream;

class StoppedProcessIT {
    private static final Duration EXIT = Duration.ofSeconds(5);
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void onSigtermRunningWorkEndsAndNewWorkIsRefused() throws Exception {
        Held held = new Held();
        try (ScriptedUpstream upstream = ScriptedUpstream.start().otherwise(held);
                GatewayProcess gateway = GatewayProcess.in(folder).upstream(upstream).serve()) {
            CompletableFuture<JsonObject> waiting = gateway.rpcAsync("conversation.prompt", "session_id", "s1",
                    "prompt", "hold me");
            Held.request(upstream, "hold me");

            gateway.terminate();

            Awaiting.within(EXIT, () -> gateway.get("/health/ready").statusCode(), status -> status == 503);
            assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
            JsonObject refused = gateway.rpcAs(gateway.key(), "conversation.prompt", "prompt", "too late")
                    .getJsonObject("error");
            assertThat(refused.getInt("code")).isEqualTo(-32001);
            assertThat(refused.getJsonObject("data").getString("type")).isEqualTo("unavailable");
            assertThat(gateway.status("s1").getString("status")).isEqualTo("in_progress");
            assertThat(waiting).isNotDone();

            held.release("hold me");

            JsonObject answer = waiting.get(5, TimeUnit.SECONDS);
            assertThat(answer.getString("status")).isEqualTo("completed");
            assertThat(answer.getString("content")).isEqualTo(Held.WHOLE);
            assertThat(gateway.awaitExit(EXIT)).isEqualTo(TERMINATED);
            assertThat(gateway.out().awaitEnd(EXIT)).anyMatch(line -> line.contains("stopping: 1 turns"))
                    .last().asString().endsWith("stopped");
            assertThat(gateway.err().lines()).isEmpty();
        }
    }

    @Test
    void withNothingToDoItEndsAtOnceWhoeverIsStillConnected() {
        try (GatewayProcess gateway = GatewayProcess.in(folder).serve()) {
            // Leaves an idle connection behind.
            assertThat(gateway.get("/health").statusCode()).isEqualTo(200);

            gateway.terminate();

            assertThat(gateway.awaitExit(Duration.ofSeconds(3))).isEqualTo(TERMINATED);
            assertThat(gateway.out().awaitEnd(EXIT).getLast()).endsWith("stopped");
        }
    }
}
