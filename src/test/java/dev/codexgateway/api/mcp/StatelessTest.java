package dev.codexgateway.api.mcp;

import static dev.codexgateway.api.mcp.McpCalls.STATELESS;
import static dev.codexgateway.api.mcp.McpCalls.error;
import static dev.codexgateway.api.mcp.McpCalls.message;
import static dev.codexgateway.api.mcp.McpCalls.meta;
import static dev.codexgateway.api.mcp.McpCalls.result;
import static dev.codexgateway.api.mcp.McpCalls.with;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** The transport of revision 2026-07-28 over HTTP: what a request must say of itself, and how one is answered that does not. */
class StatelessTest {
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String LIST = message(1, "tools/list", with(object(), meta())).toString();
    private static GatewayFixture gateway;
    private static McpCalls mcp;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("server:\n  cors-origins: [\"https://app.example.com\"]\n").start();
        mcp = new McpCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Tag("mcp-2026-07-28-server-discover")
    void discoveryTellsRevisionsCapabilitiesAndWhoseTheyAre() {
        JsonObject discovered = result(mcp.stateless("server/discover", object()));

        assertThat(discovered.getJsonArray("supportedVersions").getValuesAs(JsonString::getString))
                .containsExactly("2026-07-28", "2025-11-25", "2025-06-18");
        assertThat(discovered.getJsonObject("capabilities").keySet()).containsExactly("tools");
        assertThat(discovered.getJsonObject("_meta").getJsonObject("io.modelcontextprotocol/serverInfo")
                .getString("name")).isEqualTo("codex-gateway");
        assertThat(discovered.getString("instructions")).contains("codex_prompt", "next_step");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/discover", "tools/list"})
    @Tag("mcp-2026-07-28-caching")
    void whatMayBeKeptSaysHowLongAndForWhom(String method) {
        JsonObject result = result(mcp.stateless(method, object()));

        assertThat(result.getInt("ttlMs")).isPositive();
        assertThat(result.getString("cacheScope")).isEqualTo("public");
    }

    @Test
    @Tag("mcp-2026-07-28-basic-resulttype")
    void everyResultIsCompleteAndSaysWhoseItIs() {
        assertThat(List.of(result(mcp.stateless("server/discover", object())),
                result(mcp.stateless("tools/list", object())),
                result(mcp.stateless("tools/call", object("name", "codex_list"))),
                result(mcp.stateless("tools/call", object("name", "codex_status"))))).allSatisfy(result -> {
                    assertThat(result.getString("resultType")).isEqualTo("complete");
                    assertThat(result.getJsonObject("_meta")).containsKey("io.modelcontextprotocol/serverInfo");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "resources/list", "prompts/list",
            "resources/read",
            "subscriptions/listen", "notifications/cancelled", "no/such"})
    @Tag("mcp-2026-07-28-streamable-http-protocol-version-header")
    void anUnknownMethodIsNotFoundWithTheRequestsId(String method) {
        HttpResponse<String> response = mcp.stateless(method, object());

        assertThat(error(response, 404).getInt("code")).isEqualTo(-32601);
        assertThat(json(response.body()).getInt("id")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            no version in the head            | tools/list | Mcp-Method: tools/list
                                            another version in the head       | tools/list | MCP-Protocol-Version: 2025-11-25; Mcp-Method: tools/list
                                            an unknown version in the head    | tools/list | MCP-Protocol-Version: 1900-01-01; Mcp-Method: tools/list
                                            no method in the head             | tools/list | MCP-Protocol-Version: 2026-07-28
                                            another method in the head        | tools/list | MCP-Protocol-Version: 2026-07-28; Mcp-Method: prompts/list
                                            the method in another case        | tools/list | MCP-Protocol-Version: 2026-07-28; Mcp-Method: TOOLS/LIST
                                            no name in the head               | tools/call | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call
                                            another name in the head          | tools/call | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: codex_prompt
                                            a name that is not Base64         | tools/call | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?*?=
                                            a name that is cut                | tools/call | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?=
                                            another name in Base64            | tools/call | MCP-Protocol-Version: 2026-07-28; Mcp-Method: tools/call; Mcp-Name: =?base64?Y29kZXhfcHJvbXB0?=
                                            """)
    @Tag("mcp-2026-07-28-streamable-http-server-validation")
    void aHeadThatDoesNotSayWhatTheBodySaysIsAMismatch(String what, String method, String head) {
        JsonObject params = with(object("name", "codex_list"), meta());

        HttpResponse<String> response = mcp.post(message(7, method, params).toString(), KEY,
                headers(head));

        assertThat(error(response, 400).getInt("code")).as(what).isEqualTo(-32020);
        assertThat(json(response.body()).getInt("id")).isEqualTo(7);
    }

    @Test
    @Tag("mcp-2026-07-28-streamable-http-server-validation")
    void aHeaderThatComesTwiceIsAMismatch() {
        HttpResponse<String> response = mcp.post(LIST, KEY, "MCP-Protocol-Version", STATELESS, "Mcp-Method",
                "tools/list", "Mcp-Method", "tools/call");

        assertThat(error(response, 400).getInt("code")).isEqualTo(-32020);
    }

    @ParameterizedTest
    @ValueSource(strings = {"codex_list", "  codex_list  ", "=?base64?Y29kZXhfbGlzdA==?="})
    @Tag("mcp-2026-07-28-streamable-http-value-encoding")
    void aNameMayBeEncodedAndHaveSpaceAroundIt(String name) {
        String body = message(1, "tools/call", with(object("name", "codex_list"), meta())).toString();

        result(mcp.post(body, KEY, "mcp-protocol-version", STATELESS, "MCP-METHOD", "tools/call", "mcp-name", name));
    }

    @Test
    @Tag("mcp-2026-07-28-versioning")
    void aRevisionThatIsNotSpokenIsRefusedWithThoseThatAre() {
        JsonObject params = with(object(), Json.createObjectBuilder(meta()).add(VERSION, "1900-01-01").build());

        JsonObject error = error(mcp.post(message(1, "tools/list", params).toString(), KEY, "MCP-Protocol-Version",
                "1900-01-01", "Mcp-Method", "tools/list"), 400);

        assertThat(error.getInt("code")).isEqualTo(-32022);
        assertThat(error.getJsonObject("data").getString("requested")).isEqualTo("1900-01-01");
        assertThat(error.getJsonObject("data").getJsonArray("supported").getValuesAs(JsonString::getString))
                .containsExactly("2026-07-28", "2025-11-25", "2025-06-18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"_meta\":{}}", "{\"_meta\":null}", "{\"_meta\":7}",
            "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}",
            "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":[]}}",
            "{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":2026,\"io.modelcontextprotocol/clientCapabilities\":{}}}",
            "{\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{}}}", "[]"})
    @Tag("mcp-2026-07-28-basic-meta")
    void aRequestThatDoesNotSayItsRevisionAndCapabilitiesIsMalformed(String params) {
        HttpResponse<String> response = mcp.post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\",\"params\":" + params + "}", KEY,
                "MCP-Protocol-Version", STATELESS, "Mcp-Method", "tools/list");

        assertThat(error(response, 400).getInt("code")).isEqualTo(-32602);
        assertThat(json(response.body()).getString("id")).isEqualTo("x");
    }

    @Test
    @Tag("mcp-2026-07-28-basic-meta")
    void aClientNeedNotSayItsName() {
        JsonObject anonymous = Json.createObjectBuilder(meta()).remove("io.modelcontextprotocol/clientInfo").build();

        result(mcp.stateless("tools/list", with(object(), anonymous), KEY));
    }

    @Test
    @Tag("mcp-2026-07-28-streamable-http-sending")
    void aNotificationIsAcceptedAndNotAnswered() {
        HttpResponse<String> response = mcp.post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}", KEY,
                "MCP-Protocol-Version", STATELESS);

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example.com", "null", "https://app.example.com.evil.com", "http://app.example.com"})
    @Tag("mcp-2026-07-28-streamable-http-security")
    void aScriptOfAForeignOriginIsRefusedBeforeItsCredentialIsLookedAt(String origin) {
        JsonObject error = error(mcp.post(LIST, "wrong", "Origin", origin), 403);

        assertThat(error.getJsonObject("data").getString("type")).isEqualTo("foreign-origin");
    }

    @Test
    void ourOwnOriginAndThoseOfTheConfigurationMayCall() {
        for (String origin : List.of(gateway.gateway().publicUrl().toString(), "https://app.example.com")) {
            result(mcp.post(LIST, KEY, "Origin", origin, "MCP-Protocol-Version", STATELESS, "Mcp-Method",
                    "tools/list"));
        }
    }

    @Test
    void aBrowserLearnsWhichHeadersItMaySend() {
        HttpResponse<String> preflight = gateway.send(gateway.request("/mcp", "Origin", "https://app.example.com",
                "Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build());

        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("MCP-Protocol-Version", "Mcp-Method", "Mcp-Name");
        assertThat(preflight.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("WWW-Authenticate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"})
    @Tag("mcp-2026-07-28-streamable-http-earlier")
    void onlyPostIsThere(String method) {
        HttpResponse<String> response = gateway
                .send(gateway.request("/mcp").method(method, HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @CsvSource({"text/html, 406", "image/png, 406", "application/json, 200", "*/*, 200", "text/event-stream, 200",
            "'application/json;q=0.5, text/event-stream', 200"})
    void anAnswerHasAFormThatTheClientTakes(String accept, int status) {
        HttpResponse<String> response = mcp.post(LIST, KEY, "Accept", accept, "MCP-Protocol-Version", STATELESS,
                "Mcp-Method", "tools/list");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith(accept.equals("text/event-stream") ? "text/event-stream" : "application/json");
        assertThat(McpCalls.last(response)).containsKey(status == 200 ? "result" : "error");
    }

    @Test
    @Tag("rfc9728-5.1")
    void withoutACredentialTheClientLearnsWhereToGetOneAndForWhat() {
        HttpResponse<String> response = gateway.post("/mcp", LIST);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer resource_metadata=\""
                + gateway.gateway().publicUrl()
                + "/.well-known/oauth-protected-resource/mcp\", scope=\"read write\"");
    }

    @Test
    @Tag("rfc6750-3.1")
    void aWrongCredentialIsAnInvalidToken() {
        HttpResponse<String> response = mcp.post(LIST, "cgw_at_wrong");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .endsWith("/.well-known/oauth-protected-resource/mcp\", scope=\"read write\", error=\"invalid_token\"");
    }

    @Test
    void theListOfToolsHasOnePage() {
        JsonObject error = error(mcp.stateless("tools/list", object("cursor", "x")), 200);

        assertThat(error.getInt("code")).isEqualTo(-32602);
        assertThat(result(mcp.stateless("tools/list", object()))).doesNotContainKey("nextCursor");
    }

    private static String[] headers(String head) {
        return Stream.of(head.split("; ")).flatMap(line -> Stream.of(line.split(": ", 2))).toArray(String[]::new);
    }
}
