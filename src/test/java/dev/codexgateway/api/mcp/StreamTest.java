package dev.codexgateway.api.mcp;

import static dev.codexgateway.api.mcp.McpCalls.STATELESS;
import static dev.codexgateway.api.mcp.McpCalls.call;
import static dev.codexgateway.api.mcp.McpCalls.message;
import static dev.codexgateway.api.mcp.McpCalls.meta;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** Answers that take a while: what is told before them, and what it means that nobody listens any more. */
class StreamTest {
    private static GatewayFixture gateway;
    private static McpCalls mcp;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private CountDownLatch gate;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        mcp = new McpCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void anAnswerThatWaits() {
        gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("half", " and half").gateAfter(1, gate));
    }

    @AfterEach
    void letGo() {
        gate.countDown();
        http.shutdownNow();
    }

    @Test
    @Tag("mcp-2026-07-28-progress")
    void progressIsToldUnderItsTokenUntilTheAnswerEndsTheStream() throws Exception {
        HttpResponse<InputStream> response = stateless(1, "told", meta("progressToken", 17));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");

        try (BufferedReader lines = lines(response)) {
            JsonObject first = next(lines);
            JsonObject second = next(lines);
            gate.countDown();
            List<JsonObject> rest = lines.lines().filter(line -> line.startsWith("data: "))
                    .map(line -> json(line.substring("data: ".length()))).toList();

            assertThat(List.of(first, second)).allSatisfy(told -> {
                assertThat(told.getString("method")).isEqualTo("notifications/progress");
                assertThat(told.getJsonObject("params").getInt("progressToken")).isEqualTo(17);
                assertThat(told.getJsonObject("params").getString("message")).contains("4 characters");
                assertThat(told).doesNotContainKey("id");
            });
            assertThat(progress(second)).isGreaterThan(progress(first));
            assertThat(rest.getLast().getJsonObject("result").getJsonObject("structuredContent").getString("content"))
                    .isEqualTo("half and half");
        }
    }

    @Test
    @Tag("mcp-2026-07-28-cancellation")
    void toCloseTheStreamCancelsTheTurnAndStopsTheUpstreamsWork() throws Exception {
        int before = gateway.upstream().openConnections();
        HttpResponse<InputStream> response = stateless(1, "closed", meta());
        BufferedReader lines = lines(response);
        assertThat(lines.readLine()).startsWith(":");

        lines.close();

        JsonObject ended = mcp.tool("codex_status", "session_id", "closed", "wait_seconds", 20);
        assertThat(ended.getString("status")).isEqualTo("cancelled");
        assertThat(ended.getJsonObject("turn").getString("content")).isEqualTo("half");
        gateway.upstream().awaitOpenConnections(before, Duration.ofSeconds(10));
    }

    @Test
    @Tag("mcp-2026-07-28-cancellation")
    void toCloseTheStreamOfALookCancelsNothing() throws Exception {
        mcp.tool("codex_prompt", "session_id", "looked-at", "prompt", "a", "wait_seconds", 0);
        HttpResponse<InputStream> response = send(message(1, "tools/call",
                call("codex_status", meta(), "session_id", "looked-at")).toString(), KEY,
                "MCP-Protocol-Version", STATELESS, "Mcp-Method", "tools/call", "Mcp-Name", "codex_status");
        BufferedReader lines = lines(response);
        assertThat(lines.readLine()).startsWith(":");

        lines.close();

        assertThat(mcp.tool("codex_status", "session_id", "looked-at", "wait_seconds", 3).getString("status"))
                .isEqualTo("in_progress");
        gate.countDown();
        assertThat(mcp.tool("codex_status", "session_id", "looked-at").getString("status")).isEqualTo("completed");
    }

    @Test
    @Tag("mcp-2025-11-25-transports-sending")
    void inEarlierRevisionsToCloseTheStreamCancelsNothing() throws Exception {
        HttpResponse<InputStream> response = earlier("2025-11-25", 1, "left", KEY);
        BufferedReader lines = lines(response);
        assertThat(lines.readLine()).startsWith(":");

        lines.close();

        assertThat(mcp.tool("codex_status", "session_id", "left", "wait_seconds", 3).getString("status"))
                .isEqualTo("in_progress");
        gate.countDown();
        assertThat(mcp.tool("codex_status", "session_id", "left").getString("status")).isEqualTo("completed");
    }

    @Test
    @Tag("mcp-2025-11-25-cancellation")
    void inEarlierRevisionsANotificationCancelsTheCallersOwnRequestWhichIsNotAnswered() throws Exception {
        HttpResponse<InputStream> response = earlier("2025-06-18", "the one", "notified", KEY);
        try (BufferedReader lines = lines(response)) {
            assertThat(lines.readLine()).startsWith(":");

            cancel(OTHER_KEY, "\"the one\"");
            cancel(KEY, "\"another\"");
            assertThat(mcp.tool("codex_status", "session_id", "notified", "wait_seconds", 2).getString("status"))
                    .isEqualTo("in_progress");
            cancel(KEY, "\"the one\"");

            assertThat(mcp.tool("codex_status", "session_id", "notified", "wait_seconds", 20).getString("status"))
                    .isEqualTo("cancelled");
            assertThat(lines.lines()).noneMatch(line -> line.startsWith("data: "));
        }
    }

    @Test
    @Tag("mcp-2025-11-25-cancellation")
    void whichOfTwoRequestsOfTheSameIdIsMeantNobodyCanSay() throws Exception {
        gateway.upstream().next(Answer.text("late").gate(gate));
        try (BufferedReader first = lines(earlier("2025-11-25", 5, "first", KEY));
                BufferedReader second = lines(earlier("2025-11-25", 5, "second", KEY))) {
            cancel(KEY, "5");
            assertThat(mcp.tool("codex_status", "session_id", "first", "wait_seconds", 2).getString("status"))
                    .isEqualTo("in_progress");
            gate.countDown();

            assertThat(next(first)).containsKey("result");
            assertThat(next(second)).containsKey("result");
        }
    }

    @Test
    void whoTakesNoEventsGetsTheAnswerWhenItIsThere() {
        Thread.ofVirtual().start(() -> {
            JsonObject seen = mcp.tool("codex_status", "session_id", "json", "wait_seconds", 2);
            while (seen.getString("status").equals("not_found")) {
                seen = mcp.tool("codex_status", "session_id", "json", "wait_seconds", 2);
            }
            gate.countDown();
        });

        HttpResponse<String> response = mcp.post(message(1, "tools/call",
                call("codex_prompt", meta("progressToken", "t"), "prompt", "a", "session_id", "json")).toString(), KEY,
                "Accept", "application/json", "MCP-Protocol-Version", STATELESS, "Mcp-Method", "tools/call", "Mcp-Name",
                "codex_prompt");

        assertThat(McpCalls.result(response).getJsonObject("structuredContent").getString("status"))
                .isEqualTo("completed");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    private void cancel(String key, String id) {
        HttpResponse<String> response = mcp.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":" + id + ",\"reason\":\"test\"}}", key, "MCP-Protocol-Version",
                "2025-11-25");
        assertThat(response.statusCode()).isEqualTo(202);
    }

    private HttpResponse<InputStream> stateless(Object id, String session, JsonObject meta) throws Exception {
        return send(message(id, "tools/call", call("codex_prompt", meta, "prompt", "a", "session_id", session))
                .toString(), KEY, "MCP-Protocol-Version", STATELESS, "Mcp-Method", "tools/call", "Mcp-Name",
                "codex_prompt");
    }

    private HttpResponse<InputStream> earlier(String revision, Object id, String session, String key)
            throws Exception {
        return send(message(id, "tools/call", object("name", "codex_prompt", "arguments",
                object("prompt", "a", "session_id", session))).toString(), key, "MCP-Protocol-Version", revision);
    }

    private HttpResponse<InputStream> send(String body, String key, String... headers) throws Exception {
        HttpRequest request = mcp.request(body, key, headers);
        return http.send(request, BodyHandlers.ofInputStream());
    }

    private static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonObject next(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data: ")) {
                return json(line.substring("data: ".length()));
            }
        }
        throw new AssertionError("the stream ended");
    }

    private static double progress(JsonObject told) {
        return told.getJsonObject("params").getJsonNumber("progress").doubleValue();
    }
}
