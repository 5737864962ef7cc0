package dev.codexgateway.api.mcp;

import static dev.codexgateway.api.mcp.McpCalls.error;
import static dev.codexgateway.api.mcp.McpCalls.message;
import static dev.codexgateway.api.mcp.McpCalls.result;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** The revisions that begin with {@code initialize}, over HTTP. */
class InitializedTest {
    private static GatewayFixture gateway;
    private static McpCalls mcp;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        mcp = new McpCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"2025-11-25, 2025-11-25", "2025-06-18, 2025-06-18", "2025-03-26, 2025-11-25", "2026-07-28, 2025-11-25",
            "x, 2025-11-25"})
    @Tag("mcp-2025-11-25-lifecycle-version-negotiation")
    void whatIsAgreedOnIsWhatTheClientAskedForElseTheNewest(String asked, String agreed) {
        HttpResponse<String> response = mcp.post(message(1, "initialize", object("protocolVersion", asked,
                "capabilities", JsonValue.EMPTY_JSON_OBJECT, "clientInfo", object("name", "t", "version", "1")))
                .toString(), KEY);

        JsonObject result = result(response);
        assertThat(result.getString("protocolVersion")).isEqualTo(agreed);
        assertThat(result.getJsonObject("capabilities").keySet()).containsExactly("tools");
        assertThat(result.getJsonObject("serverInfo").getString("name")).isEqualTo("codex-gateway");
        assertThat(result).containsKey("instructions");
        assertThat(response.headers().map()).doesNotContainKey("mcp-session-id");
    }

    @Test
    @Tag("mcp-2025-11-25-lifecycle")
    void itCannotBeginWithoutARevision() {
        JsonObject error = error(mcp.post(message(1, "initialize", object()).toString(), KEY), 200);

        assertThat(error.getInt("code")).isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notifications/initialized", "notifications/roots/list_changed", "notifications/unknown",
            "notifications/cancelled"})
    @Tag("mcp-2025-11-25-transports-sending")
    void notificationsAreAcceptedWithoutABody(String method) {
        HttpResponse<String> response = mcp.post("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"}", KEY,
                "MCP-Protocol-Version", "2025-06-18", "Mcp-Session-Id", "of-another-server");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2025-06-18"})
    void pingAndTheToolsAreThereAndHaveNothingOfTheStatelessRevision(String revision) {
        assertThat(result(mcp.initialized(revision, "ping", object()))).isEmpty();
        assertThat(result(mcp.initialized(revision, "tools/list", object())).keySet()).containsExactly("tools");
        JsonObject list = result(mcp.initialized(revision, "tools/call", object("name", "codex_list")));
        assertThat(list).doesNotContainKeys("resultType", "_meta").containsKey("structuredContent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/discover", "resources/list", "prompts/list", "logging/setLevel", "no/such"})
    void anUnknownMethodIsAnErrorOfTheProtocolOnly(String method) {
        JsonObject error = error(mcp.initialized("2025-11-25", method, object()), 200);

        assertThat(error.getInt("code")).isEqualTo(-32601);
    }

    @Test
    @Tag("mcp-2025-11-25-transports-protocol-version-header")
    void aRevisionThatIsNotSpokenIsRefused() {
        HttpResponse<String> response = mcp.initialized("2024-11-05", "tools/list", object());

        assertThat(error(response, 400).getInt("code")).isEqualTo(-32022);
        assertThat(json(response.body()).getInt("id")).isEqualTo(1);
    }

    @Test
    @Tag("mcp-2025-06-18-transports-protocol-version-header")
    void aClientOfBeforeTheHeaderIsServed() {
        assertThat(result(mcp.post(message(1, "tools/list", object()).toString(), KEY))).containsKey("tools");
    }
}
