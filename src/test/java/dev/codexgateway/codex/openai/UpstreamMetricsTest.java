package dev.codexgateway.codex.openai;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** What the metrics tell of turns and of the upstream. They outlive a gateway, so only differences count. */
class UpstreamMetricsTest {
    private static final String ERRORS = "upstream_errors_total";
    private static GatewayFixture gateway;
    private static int sessions;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("openai: {retries: 0}").start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @MethodSource
    void everyFaultIsCountedOnceByItsReason(String reason, Answer answer) {
        double all = gateway.metric(ERRORS);
        double before = gateway.metric(ERRORS, label("reason", reason));

        prompted(answer);

        assertThat(gateway.metric(ERRORS, label("reason", reason)) - before).isEqualTo(1);
        assertThat(gateway.metric(ERRORS) - all).isEqualTo(1);
    }

    static Stream<Arguments> everyFaultIsCountedOnceByItsReason() {
        Answer half = Answer.text("Half an", " answer");
        return Stream.of(
                Arguments.of("http_4xx", Answer.error(400, "model_not_found", "No.")),
                Arguments.of("http_5xx", Answer.error(503, null, "No.")),
                Arguments.of("http_3xx", Answer.html(302, "Elsewhere")),
                Arguments.of("rate_limited", Answer.error(429, null, "No.")),
                Arguments.of("reset", Answer.resetBeforeHeaders()),
                Arguments.of("protocol", Answer.bytes("garbage\r\n\r\n")),
                Arguments.of("protocol", Answer.html(200, "<html>")),
                Arguments.of("cut", half.cutAfter(1)),
                Arguments.of("oversized", half.oversizedEvent(9 << 20)),
                Arguments.of("no_end", half.withoutEnd()),
                Arguments.of("malformed_event", half.malformedAfter(1)),
                Arguments.of("failed", half.failing("server_error", "No.")),
                Arguments.of("failed", half.failing("a_new_code", "No.")),
                Arguments.of("rate_limited", half.failing("rate_limit_exceeded", "No.")),
                Arguments.of("incomplete", Answer.incomplete("max_output_tokens")));
    }

    @Test
    void aCallThatACallerCancelledIsNoErrorOfTheUpstream() {
        double before = gateway.metric(ERRORS);
        double cancelled = gateway.metric("codex_turns_total", label("status", "cancelled"));
        gateway.upstream().next(Answer.silent());
        int request = gateway.upstream().requests().size();
        gateway.rpc("conversation.prompt", object("session_id", "cancelled", "prompt", "Hi", "wait_seconds", 0));
        gateway.upstream().awaitRequest(request, Duration.ofSeconds(20));

        gateway.rpc("conversation.cancel", object("session_id", "cancelled"));
        assertThat(gateway.prompt("another", "Hi").getString("status")).isEqualTo("completed");

        assertThat(gateway.metric(ERRORS)).isEqualTo(before);
        counted("codex_turns_total", cancelled + 1, label("status", "cancelled"));
    }

    @Test
    void turnsAreCountedByHowTheyEnded() {
        double completed = gateway.metric("codex_turns_total", label("backend", "openai"),
                label("status", "completed"));
        double failed = gateway.metric("codex_turns_total", label("backend", "openai"), label("status", "failed"));
        double first = gateway.metric("codex_time_to_first_event_seconds_count");
        double took = gateway.metric("codex_turn_duration_seconds_count");
        double asked = gateway.metric("upstream_request_duration_seconds_count");

        prompted(Answer.text("Hello"));
        prompted(Answer.error(400, null, "No."));
        counted("codex_turn_duration_seconds_count", took + 2);

        assertThat(gateway.metric("codex_turns_total", label("backend", "openai"), label("status", "completed")))
                .isEqualTo(completed + 1);
        assertThat(gateway.metric("codex_turns_total", label("backend", "openai"), label("status", "failed")))
                .isEqualTo(failed + 1);
        assertThat(gateway.metric("codex_time_to_first_event_seconds_count")).isEqualTo(first + 1);
        assertThat(gateway.metric("upstream_request_duration_seconds_count")).isEqualTo(asked + 2);
    }

    @Test
    void tokensAreCountedUnderTheNameTheUpstreamGivesItsModel() {
        gateway.upstream().next(Answer.text("Hello").model("gpt-metrics-2026").usage(500, 300, 70, 40));

        gateway.rpc("conversation.prompt", object("prompt", "Hi", "model", "chosen-by-a-caller"));

        assertThat(tokens("gpt-metrics-2026", "input")).isEqualTo(500);
        assertThat(tokens("gpt-metrics-2026", "cached_input")).isEqualTo(300);
        assertThat(tokens("gpt-metrics-2026", "output")).isEqualTo(70);
        assertThat(tokens("gpt-metrics-2026", "reasoning_output")).isEqualTo(40);
        assertThat(gateway.get("/metrics").body()).doesNotContain("chosen-by-a-caller");
    }

    @Test
    void theTokensOfAnIncompleteAnswerCountToo() {
        JsonObject turn = prompted(
                Answer.incomplete("max_output_tokens").model("gpt-incomplete").usage(500, 300, 70, 40));

        assertThat(turn.getString("status")).isEqualTo("failed");
        assertThat(turn.getJsonObject("usage").getInt("output_tokens")).isEqualTo(70);
        assertThat(tokens("gpt-incomplete", "output")).isEqualTo(70);
        assertThat(gateway.rpc("conversation.status", object("session_id", turn.getString("session_id")))
                .getJsonObject("turn").getJsonObject("usage")).isEqualTo(turn.getJsonObject("usage"));
    }

    @Test
    void theTokensOfAFailedAnswerCountWhereTheUpstreamTellsThem() {
        JsonObject turn = prompted(Answer.text("Half").rawEvent(
                """
                data: {"type":"response.failed","response":{"model":"gpt-failed","error":{"code":"server_error"},\
                "usage":{"input_tokens":5,"output_tokens":7}}}

                """));

        assertThat(turn.getString("content")).isEqualTo("Half");
        assertThat(turn.getJsonObject("usage").getInt("output_tokens")).isEqualTo(7);
        assertThat(tokens("gpt-failed", "output")).isEqualTo(7);
    }

    private static JsonObject prompted(Answer answer) {
        gateway.upstream().next(answer);
        return gateway.prompt("metrics-" + sessions++, "Hi");
    }

    /** A turn is counted at its end, which a caller may see a moment before. */
    private static void counted(String family, double count, String... labels) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (gateway.metric(family, labels) < count && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(gateway.metric(family, labels)).isEqualTo(count);
    }

    private static double tokens(String model, String type) {
        return gateway.metric("codex_tokens_total", label("model", model), label("type", type));
    }

    private static String label(String name, String value) {
        return name + "=\"" + value + "\"";
    }
}
