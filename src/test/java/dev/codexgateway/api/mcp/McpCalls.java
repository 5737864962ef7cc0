package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.testing.GatewayFixture;

/** What clients of MCP send to one gateway, and how they are answered. */
final class McpCalls {
    static final String STATELESS = "2026-07-28";
    static final String ACCEPT = "application/json, text/event-stream";
    private final GatewayFixture gateway;

    McpCalls(GatewayFixture gateway) {
        this.gateway = gateway;
    }

    /** The {@code _meta} that every request of the stateless revision has. */
    static JsonObject meta(Object... more) {
        return Json.createObjectBuilder(object(more))
                .add("io.modelcontextprotocol/protocolVersion", STATELESS)
                .add("io.modelcontextprotocol/clientInfo", object("name", "test", "version", "1"))
                .add("io.modelcontextprotocol/clientCapabilities", JsonValue.EMPTY_JSON_OBJECT).build();
    }

    static JsonObject with(JsonObject params, JsonObject meta) {
        return Json.createObjectBuilder(params).add("_meta", meta).build();
    }

    static JsonObject message(Object id, String method, JsonObject params) {
        return object("jsonrpc", "2.0", "id", id, "method", method, "params", params);
    }

    /** A request of the stateless revision as it should be. */
    HttpResponse<String> stateless(String method, JsonObject params) {
        return stateless(method, with(params, meta()), GatewayFixture.KEY);
    }

    HttpResponse<String> stateless(String method, JsonObject params, String credential) {
        List<String> headers = new ArrayList<>(List.of("MCP-Protocol-Version", STATELESS, "Mcp-Method", method));
        if (params.containsKey("name")) {
            headers.addAll(List.of("Mcp-Name", params.getString("name")));
        }
        return post(message(1, method, params).toString(), credential, headers.toArray(String[]::new));
    }

    /** A request of an earlier revision. */
    HttpResponse<String> initialized(String revision, String method, JsonObject params) {
        return post(message(1, method, params).toString(), GatewayFixture.KEY, "MCP-Protocol-Version", revision);
    }

    HttpResponse<String> post(String body, String credential, String... headers) {
        return gateway.send(request(body, credential, headers));
    }

    HttpRequest request(String body, String credential, String... headers) {
        HttpRequest.Builder request = gateway.request("/mcp", headers);
        if (!List.of(headers).contains("Accept")) {
            request.header("Accept", ACCEPT);
        }
        return request.header("Authorization", "Bearer " + credential)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    /** The {@code structuredContent} of a tool's result; fails if it was refused. */
    JsonObject tool(String name, Object... arguments) {
        JsonObject result = toolResult(GatewayFixture.KEY, name, arguments);
        assertThat(result.getBoolean("isError")).as(result.toString()).isFalse();
        return result.getJsonObject("structuredContent");
    }

    /** What a tool refuses. */
    JsonObject refused(String name, Object... arguments) {
        JsonObject result = toolResult(GatewayFixture.KEY, name, arguments);
        assertThat(result.getBoolean("isError")).as(result.toString()).isTrue();
        return result;
    }

    JsonObject toolResult(String credential, String name, Object... arguments) {
        HttpResponse<String> response = stateless("tools/call", call(name, meta(), arguments), credential);
        return result(response);
    }

    static JsonObject call(String name, JsonObject meta, Object... arguments) {
        return with(object("name", name, "arguments", object(arguments)), meta);
    }

    static JsonObject result(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject answer = last(response);
        assertThat(answer).as(answer.toString()).containsKey("result");
        return answer.getJsonObject("result");
    }

    /** The error of an answer with this status. */
    static JsonObject error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        return json(response.body()).getJsonObject("error");
    }

    /** The messages of an answer in order: of a stream, or the one that is not one. */
    static List<JsonObject> messages(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
                ? response.body().lines().filter(line -> line.startsWith("data: "))
                        .map(line -> json(line.substring("data: ".length()))).toList()
                : List.of(json(response.body()));
    }

    static JsonObject last(HttpResponse<String> response) {
        return messages(response).getLast();
    }

    static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }
}
