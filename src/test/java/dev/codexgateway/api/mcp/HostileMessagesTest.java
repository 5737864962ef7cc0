package dev.codexgateway.api.mcp;

import static dev.codexgateway.api.mcp.McpCalls.meta;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;

/** What is sent to {@code /mcp} that is no message, or one with arguments that no tool takes. */
class HostileMessagesTest {
    private static final String VERSION = "2025-11-25";
    private static GatewayFixture gateway;
    private static McpCalls mcp;
    private static ToolSchemas schemas;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        mcp = new McpCalls(gateway);
        schemas = new ToolSchemas(
                McpCalls.result(mcp.stateless("tools/list", object())).getJsonArray("tools"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> malformed() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        return Stream.of(
                arguments("nothing", "", -32700),
                arguments("no JSON", "{", -32700),
                arguments("two values", ping + ping, -32700),
                arguments("a repeated member", "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", -32700),
                arguments("65 levels", "[".repeat(65) + "]".repeat(65), -32700),
                arguments("a million levels", "[".repeat(1_000_000), -32700),
                arguments("a batch", "[" + ping + "]", -32600),
                arguments("an empty batch", "[]", -32600),
                arguments("a number", "7", -32600),
                arguments("null", "null", -32600),
                arguments("a response", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", -32600),
                arguments("no version", "{\"id\":1,\"method\":\"ping\"}", -32600),
                arguments("JSON-RPC 1.0", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600),
                arguments("a method that is a number", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", -32600),
                arguments("params that are a word",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":\"x\"}",
                        -32600),
                arguments("an id that is null", "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600),
                arguments("an id that is an object", "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsNoMessageIsABadRequestWithoutAnId(String what, String body, int code) {
        HttpResponse<String> response = mcp.post(body, KEY, "MCP-Protocol-Version", VERSION);

        assertThat(McpCalls.error(response, 400).getInt("code")).isEqualTo(code);
        assertThat(json(response.body())).doesNotContainKey("id");
        Shapes.withoutLeaks(response.body());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("no prompt", "codex_prompt", "{}"),
                arguments("an empty prompt", "codex_prompt", "{\"prompt\":\"\"}"),
                arguments("a prompt that is a list", "codex_prompt", "{\"prompt\":[\"a\"]}"),
                arguments("a session that leaves", "codex_prompt", "{\"prompt\":\"a\",\"session_id\":\"../a\"}"),
                arguments("a session of 129", "codex_prompt",
                        object("prompt", "a", "session_id", "a".repeat(129)).toString()),
                arguments("a session with a line end", "codex_prompt", "{\"prompt\":\"a\",\"session_id\":\"a\\n\"}"),
                arguments("a model of 129", "codex_prompt", object("prompt", "a", "model", "m".repeat(129)).toString()),
                arguments("an image by URL", "codex_prompt", "{\"prompt\":\"a\",\"images\":[\"https://a/b.png\"]}"),
                arguments("21 images", "codex_prompt", "{\"prompt\":\"a\",\"images\":[" + String.join(",",
                        Collections.nCopies(21, "\"data:image/png;base64,AAAA\"")) + "]}"),
                arguments("a schema that is a list", "codex_prompt", "{\"prompt\":\"a\",\"output_schema\":[]}"),
                arguments("a wait below 0", "codex_prompt", "{\"prompt\":\"a\",\"wait_seconds\":-1}"),
                arguments("a wait above 300", "codex_prompt", "{\"prompt\":\"a\",\"wait_seconds\":301}"),
                arguments("a wait that is a word", "codex_status", "{\"session_id\":\"a\",\"wait_seconds\":\"5\"}"),
                arguments("a request_id with a space", "codex_prompt", "{\"prompt\":\"a\",\"request_id\":\"a b\"}"),
                arguments("an unknown argument", "codex_prompt", "{\"prompt\":\"a\",\"include_events\":true}"),
                arguments("an offset below 0", "codex_status", "{\"session_id\":\"a\",\"content_offset\":-1}"),
                arguments("an offset beyond numbers", "codex_status",
                        "{\"session_id\":\"a\",\"content_offset\":99999999999}"),
                arguments("a turn that leaves", "codex_status", "{\"session_id\":\"a\",\"turn_id\":\"../a\"}"),
                arguments("a limit of 0", "codex_list", "{\"limit\":0}"),
                arguments("a limit of 1001", "codex_list", "{\"limit\":1001}"),
                arguments("a cursor that is a number", "codex_list", "{\"cursor\":5}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatTheSchemaForbidsIsRefusedBeforeTheUpstreamIsAsked(String what, String tool, String arguments) {
        assertThat(schemas.faultsOfArguments(tool, arguments)).isNotEmpty();
        int asked = gateway.upstream().requests().size();

        JsonObject result = call(tool, arguments);

        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(McpCalls.text(result)).endsWith("Mend the arguments and call again.");
        assertThat(gateway.upstream().requests()).hasSize(asked);
    }

    static Stream<Arguments> beyondTheSchema() {
        return Stream.of(
                arguments("a blank prompt", "codex_prompt", "{\"prompt\":\" \\n \"}"),
                arguments("half a surrogate pair", "codex_prompt", "{\"prompt\":\"a\\ud800b\"}"),
                arguments("no session at all", "codex_status", "{}"),
                arguments("nothing to cancel", "codex_cancel", "{}"),
                arguments("a cursor of nobody", "codex_list", "{\"cursor\":\"xyz\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beyondTheSchema")
    void whatNoSchemaCanSayIsRefusedInTheSameWords(String what, String tool, String arguments) {
        assertThat(McpCalls.text(call(tool, arguments))).endsWith("Mend the arguments and call again.");
    }

    @Test
    void aToolTakesAnObjectAndHasAName() {
        for (String params : List.of("{}", "{\"name\":7}", "{\"name\":\"codex_list\",\"arguments\":[]}",
                "{\"name\":\"codex_list\",\"arguments\":\"{}\"}", "[\"codex_list\"]")) {
            HttpResponse<String> response = mcp.post(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}", KEY,
                    "MCP-Protocol-Version", VERSION);

            assertThat(McpCalls.error(response, 200).getInt("code")).as(params).isEqualTo(-32602);
        }
    }

    @Test
    void aBodyOfMoreThanAMegabyteIsRefused() {
        HttpResponse<String> response = mcp.post(" ".repeat(1024 * 1024 + 1), KEY);

        Shapes.problem(response, 413, "too-large");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        HttpResponse<String> response = mcp.post("{}", KEY, "Content-Type", "text/plain");

        Shapes.problem(response, 415, "unsupported-media-type");
    }

    @Test
    void aProgressTokenOfAnotherKindIsNone() {
        JsonObject result = McpCalls.result(mcp.stateless("tools/call", McpCalls.call("codex_prompt",
                meta("progressToken", object()), "prompt", "a"), KEY));

        assertThat(result.getBoolean("isError")).isFalse();
    }

    private static JsonObject call(String tool, String arguments) {
        HttpResponse<String> response = mcp.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
                + "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}}", KEY, "MCP-Protocol-Version", VERSION);
        Shapes.withoutLeaks(response.body());
        return McpCalls.result(response);
    }
}
