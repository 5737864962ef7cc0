package dev.codexgateway.api.mcp;

import java.util.Map;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Method;
import dev.codexgateway.jsonrpc.Params;

/** The methods of the protocol, which are others in the stateless revision than in those before it. */
final class McpMethods {
    static final String INITIALIZE = "initialize";
    static final String CALL_TOOL = "tools/call";
    static final String CANCELLED = "notifications/cancelled";
    private static final String LIST_TOOLS = "tools/list";
    /** The tools change with the version only, and are the same for everybody. */
    private static final int FRESH_MILLISECONDS = 300_000;
    private static final String INSTRUCTIONS = """
                                               Codex answers prompts in conversations. codex_prompt begins or goes on with one and answers with its session_id: name \
                                               that again to go on, also in another chat. A turn runs on the server until it ends, whether or not anybody waits. Do \
                                               what next_step says: when status is in_progress, call codex_status until it is not, and when next_content_offset is \
                                               not null, fetch the rest of the answer before you tell of it.""";

    private final ToolDescriptions descriptions;
    private final ToolCalls calls;
    private final JsonObject server;

    McpMethods(ToolDescriptions descriptions, ToolCalls calls, String version) {
        this.descriptions = descriptions;
        this.calls = calls;
        this.server = Json.createObjectBuilder().add("name", "codex-gateway").add("title", "Codex Gateway")
                .add("version", version).build();
    }

    Map<String, Method<Exchange>> stateless() {
        return Map.of(
                "server/discover", (_, _) -> complete(fresh(discovered())),
                LIST_TOOLS, (params, _) -> complete(fresh(tools(params))),
                CALL_TOOL, (params, exchange) -> complete(calls.call(params, exchange)));
    }

    Map<String, Method<Exchange>> initialized() {
        return Map.of(
                INITIALIZE, (params, _) -> initialized(params),
                "ping", (_, _) -> JsonValue.EMPTY_JSON_OBJECT,
                LIST_TOOLS, (params, _) -> tools(params),
                CALL_TOOL, calls::call);
    }

    private JsonObject initialized(Params params) {
        return offer().add("protocolVersion", Revision.negotiated(params.required("protocolVersion")).word())
                .add("serverInfo", server).build();
    }

    private static JsonObject discovered() {
        return offer().add("supportedVersions", Revision.words()).build();
    }

    private JsonObject tools(Params params) {
        if (params.text("cursor").isPresent()) {
            throw GatewayException.invalid("`cursor` is not one that a list gave: all tools are on its first page.");
        }
        return Json.createObjectBuilder().add("tools", descriptions.all()).build();
    }

    private static JsonObjectBuilder offer() {
        return Json.createObjectBuilder()
                .add("capabilities", Json.createObjectBuilder().add("tools", JsonValue.EMPTY_JSON_OBJECT))
                .add("instructions", INSTRUCTIONS);
    }

    /** How long clients may keep a result, and for whom (Caching). */
    private static JsonObject fresh(JsonObject result) {
        return Json.createObjectBuilder(result).add("ttlMs", FRESH_MILLISECONDS).add("cacheScope", "public").build();
    }

    /** What every result of the stateless revision has: that it is whole, and whose it is. */
    private JsonObject complete(JsonObject result) {
        JsonObject meta = result.containsKey("_meta") ? result.getJsonObject("_meta") : JsonValue.EMPTY_JSON_OBJECT;
        return Json.createObjectBuilder(result).add("resultType", "complete")
                .add("_meta", Json.createObjectBuilder(meta).add(Meta.SERVER, server)).build();
    }
}
