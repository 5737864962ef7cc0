package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Recorded;

class UpstreamSilenceTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private GatewayFixture gateway = GatewayFixture.builder()
            .yaml("openai: {response-timeout: PT1S, idle-timeout: PT1S, retries: 1}").start();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void silenceBeforeTheHeadersEndsTheTurnAndTheCallWithoutANewTry() throws Exception {
        gateway.upstream().next(Answer.silent());

        JsonObject turn = gateway.prompt("s", "Hi");

        assertThat(turn.getString("status")).isEqualTo("failed");
        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_timeout");
        assertThat(gateway.upstream().requests()).hasSize(1);
        gone(0);
        assertThat(gateway.prompt("s", "And now?").getString("content")).isEqualTo("Echo: And now?");
    }

    @Test
    void silenceWithinTheAnswerEndsTheTurnAndKeepsWhatWasSaid() throws Exception {
        gateway.upstream().next(Answer.text("Half an", " answer").silentAfter(1));

        JsonObject turn = gateway.prompt("s", "Hi");

        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_timeout");
        assertThat(turn.getString("content")).isEqualTo("Half an");
        gone(0);
        assertThat(gateway.prompt("s", "And now?").getString("content")).isEqualTo("Echo: And now?");
    }

    @Test
    void anErrorWhoseBodyNeverComesIsSilenceToo() throws Exception {
        gateway.upstream().next(Answer.bytesThenSilence("HTTP/1.1 400 Bad\r\nContent-Length: 5\r\n\r\n"));

        JsonObject turn = gateway.prompt("s", "Hi");

        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_timeout");
        gone(0);
    }

    @Test
    void aTurnThatTakesTooLongFailsWithWhatWasSaidAndEndsTheCall() throws Exception {
        gateway.close();
        gateway = GatewayFixture.builder().yaml("codex: {turn-deadline: PT1S}").start();
        gateway.upstream().next(Answer.text("Half an", " answer").silentAfter(1));

        JsonObject turn = gateway.prompt("s", "Hi");

        assertThat(turn.getString("status")).isEqualTo("failed");
        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("deadline");
        assertThat(turn.getString("content")).isEqualTo("Half an");
        gone(0);
    }

    @Test
    void theWaitForANewTryEndsWithTheTurn() {
        gateway.close();
        gateway = GatewayFixture.builder().yaml("codex: {turn-deadline: PT1S}").start();
        gateway.upstream().next(Answer.error(503, null, "Later.").retryAfter("2"));

        JsonObject turn = gateway.prompt("s", "Hi");

        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_unavailable");
        assertThat(gateway.rpc("conversation.status", object("session_id", "s")).getString("status"))
                .isEqualTo("failed");
        assertThat(gateway.upstream().requests()).hasSize(1);
    }

    private void gone(int request) throws Exception {
        Recorded asked = gateway.upstream().awaitRequest(request, SOON);
        asked.clientGone().get(1, TimeUnit.SECONDS);
    }
}
