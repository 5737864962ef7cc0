package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.ScriptedUpstream;
import dev.codexgateway.testing.SelfSigned;

/** An upstream that cannot be reached, or fails every call. */
class FailingUpstreamTest {
    /** As many calls as the circuit breaker looks at. */
    private static final int VOLUME = 40;

    @Test
    void promptsAreRefusedWhileTheUpstreamFailsEveryCallAndTakenWhenItRecovers() {
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("openai: {retries: 0, failing-pause: PT2S}")
                .start()) {
            gateway.upstream().otherwise(_ -> Answer.error(503, null, "Down."));
            for (int i = 0; i < VOLUME; i++) {
                assertThat(gateway.prompt("s" + i, "Hi").getString("status")).isEqualTo("failed");
            }

            JsonObject refused = gateway.rpcError("conversation.prompt", object("session_id", "new", "prompt", "Hi"));

            assertThat(refused.getInt("code")).isEqualTo(-32014);
            assertThat(refused.getJsonObject("data").getString("type")).isEqualTo("upstream-unavailable");
            assertThat(refused.getJsonObject("data").getInt("retry_after")).isEqualTo(2);
            assertThat(gateway.upstream().requests()).hasSize(VOLUME);
            assertThat(gateway.rpc("conversation.status", object("session_id", "new")).getString("status"))
                    .isEqualTo("not_found");
            assertThat(health(gateway).getString("status")).isEqualTo("UP");
            assertThat(upstreamState(gateway)).isEqualTo("failing");

            gateway.upstream().otherwise(_ -> Answer.text("Back"));
            until(() -> upstreamState(gateway).equals("recovering"));
            assertThat(gateway.prompt("new", "Hi").getString("content")).isEqualTo("Back");
            assertThat(upstreamState(gateway)).isEqualTo("ok");
        }
    }

    @Test
    void refusedRequestsAreNotTheUpstreamsIllness() {
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("openai: {retries: 0}").start()) {
            gateway.upstream().otherwise(_ -> Answer.error(400, null, "No."));
            for (int i = 0; i < VOLUME; i++) {
                gateway.prompt("s" + i, "Hi");
            }

            assertThat(upstreamState(gateway)).isEqualTo("ok");
        }
    }

    @Test
    void anUpstreamThatIsAwayFailsTheTurnAndIsUsedAgainWhenItIsBack() {
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("openai: {retries: 1}").start()) {
            gateway.prompt("s", "Before");
            gateway.upstream().refuse();

            JsonObject turn = gateway.prompt("s", "Meanwhile");

            assertThat(turn.getString("status")).isEqualTo("failed");
            assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_unavailable");
            assertThat(turn.toString()).doesNotContain(gateway.upstream().baseUrl().getAuthority());
            gateway.upstream().listen();
            assertThat(gateway.prompt("s", "After").getString("content")).isEqualTo("Echo: After");
        }
    }

    @Test
    void aConnectionThatTheUpstreamClosedMeanwhileCostsNoTurn() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            gateway.prompt("s", "Before");
            gateway.upstream().refuse();
            gateway.upstream().listen();

            assertThat(gateway.prompt("s", "After").getString("content")).isEqualTo("Echo: After");
            assertThat(gateway.upstream().requests()).hasSize(2);
        }
    }

    @Test
    void anUpstreamThatCannotProveWhoItIsGetsNoRequest() {
        ScriptedUpstream impostor = ScriptedUpstream.startTls(SelfSigned.create().server());
        try (GatewayFixture gateway = GatewayFixture.builder().upstream(impostor).start()) {
            JsonObject turn = gateway.prompt("s", "Hi");

            assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_unavailable");
            assertThat(turn.toString()).doesNotContain("certificate", "PKIX", impostor.baseUrl().getAuthority());
            assertThat(impostor.requests()).isEmpty();
            assertThat(impostor.acceptedConnections()).isEqualTo(1);
            assertThat(gateway.prompt("s", "Hi").getString("status")).isEqualTo("failed");
        }
    }

    @Test
    void anUpstreamWhoseNameIsUnknownFailsTheTurn() {
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("openai: {retries: 0}")
                .with("OPENAI_BASE_URL", "http://upstream.invalid/v1").start()) {
            JsonObject turn = gateway.prompt("s", "Hi");

            assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("upstream_unavailable");
            assertThat(turn.toString()).doesNotContain("upstream.invalid");
        }
    }

    @Test
    void withoutAKeyAPromptIsToldWhatIsMissing() {
        try (GatewayFixture gateway = GatewayFixture.builder().without("OPENAI_API_KEY").start()) {
            JsonObject refused = gateway.rpcError("conversation.prompt", object("prompt", "Hi"));

            assertThat(refused.getInt("code")).isEqualTo(-32015);
            assertThat(refused.getString("message")).contains("OPENAI_API_KEY");
            assertThat(health(gateway).getString("status")).isEqualTo("UP");
            assertThat(upstreamState(gateway)).isEqualTo("not configured");
        }
    }

    private static JsonObject health(GatewayFixture gateway) {
        return json(gateway.get("/health").body());
    }

    private static String upstreamState(GatewayFixture gateway) {
        return health(gateway).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(check -> check.getString("name").equals("upstream")).findFirst().orElseThrow()
                .getJsonObject("data").getString("state");
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what is awaited did not happen").isLessThan(deadline);
        }
    }
}
