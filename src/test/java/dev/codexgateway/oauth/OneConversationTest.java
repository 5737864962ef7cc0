package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;

/** What a person who signed in may do through MCP, and that it is the same person's as through every other window. */
class OneConversationTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aConversationThatBeganInAGptGoesOnThroughMcpAndIsReadByJsonRpc() {
        String api = calls.tokens().getString("access_token");
        String mcp = calls.tokens(forMcp("")).getString("access_token");

        JsonObject begun = json(gateway.post("/conversations", object("session_id", "moved", "prompt", "first")
                .toString(), "Authorization", "Bearer " + api).body());
        JsonObject goneOn = tool(mcp, "codex_prompt", object("session_id", "moved", "prompt", "second"))
                .getJsonObject("structuredContent");
        JsonObject events = json(gateway.post("/jsonrpc", call("conversation.events", object("session_id", "moved")),
                "Authorization", "Bearer " + api).body()).getJsonObject("result");
        JsonObject status = json(gateway.post("/jsonrpc", call("conversation.status", object("session_id", "moved")),
                "Authorization", "Bearer " + api).body()).getJsonObject("result");

        assertThat(goneOn.getString("conversation_id")).isEqualTo(begun.getString("conversation_id"));
        assertThat(goneOn.getString("content")).isEqualTo("Echo: second");
        assertThat(gateway.upstream().requests().getLast().body().toString()).contains("previous_response_id");
        assertThat(status.getInt("turns")).isEqualTo(2);
        assertThat(status.getJsonObject("turn").getString("turn_id")).isEqualTo(goneOn.getString("turn_id"));
        assertThat(events.getJsonArray("data").toString()).contains("Echo: first", "Echo: second");
    }

    @Test
    @Tag("rfc8707-2")
    void aTokenOpensItsOwnResourceOnly() {
        String api = calls.tokens().getString("access_token");
        String mcp = calls.tokens(forMcp("")).getString("access_token");

        HttpResponse<String> here = list(api);
        HttpResponse<String> there = gateway.get("/conversations", "Authorization", "Bearer " + mcp);

        assertThat(here.statusCode()).isEqualTo(401);
        assertThat(here.headers().firstValue("WWW-Authenticate").orElseThrow())
                .contains("/.well-known/oauth-protected-resource/mcp\"", "error=\"invalid_token\"");
        assertThat(there.statusCode()).isEqualTo(401);
        assertThat(list(mcp).statusCode()).isEqualTo(200);
    }

    @Test
    @Tag("mcp-2026-07-28-authorization-scope-challenge")
    void aScopeThatIsMissingIsToldInTheHeadAndToTheModel() {
        String reading = calls.tokens(forMcp("&scope=read")).getString("access_token");

        HttpResponse<String> response = post(reading, "codex_prompt", object("prompt", "a"));
        JsonObject result = json(response.body()).getJsonObject("result");

        assertThat(response.statusCode()).isEqualTo(403);
        String challenge = response.headers().firstValue("WWW-Authenticate").orElseThrow();
        assertThat(challenge).isEqualTo("Bearer resource_metadata=\"" + gateway.gateway().publicUrl()
                + "/.well-known/oauth-protected-resource/mcp\", error=\"insufficient_scope\", scope=\"read write\"");
        assertThat(result.getBoolean("isError")).isTrue();
        assertThat(result.getJsonObject("_meta").getJsonArray("mcp/www_authenticate").getString(0))
                .isEqualTo(challenge);
        assertThat(list(reading).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenThatWasRevokedOpensNothingAnyMore() {
        JsonObject tokens = calls.tokens(forMcp(""));
        assertThat(list(tokens.getString("access_token")).statusCode()).isEqualTo(200);

        calls.form("/oauth/revoke", "token=" + tokens.getString("refresh_token") + "&" + TokenCalls.OWN_CREDENTIALS);

        assertThat(list(tokens.getString("access_token")).statusCode()).isEqualTo(401);
    }

    private static String forMcp(String more) {
        return "&resource=" + TokenCalls.encoded(gateway.gateway().publicUrl() + "/mcp") + more;
    }

    private static HttpResponse<String> list(String token) {
        return post(token, "codex_list", object());
    }

    private static JsonObject tool(String token, String name, JsonObject arguments) {
        HttpResponse<String> response = post(token, name, arguments);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body()).getJsonObject("result");
    }

    private static HttpResponse<String> post(String token, String name, JsonObject arguments) {
        JsonObject meta = Json.createObjectBuilder().add("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .add("io.modelcontextprotocol/clientCapabilities", JsonValue.EMPTY_JSON_OBJECT).build();
        return gateway.post("/mcp", call("tools/call", object("name", name, "arguments", arguments, "_meta", meta)),
                "Authorization", "Bearer " + token, "Accept", "application/json, text/event-stream",
                "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", name);
    }
}
