package dev.codexgateway.api.mcp;

import java.util.Optional;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.jsonrpc.Call;

/** What a message says of itself in {@code params._meta}; a member of another type than it should have counts as absent. */
record Meta(JsonObject members) {
    static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String SERVER = "io.modelcontextprotocol/serverInfo";
    private static final String PROGRESS_TOKEN = "progressToken";
    /** ChatGPT's word for the chat that a call comes from. */
    private static final String CHAT = "openai/session";
    private static final int NAMED_BY = 32;

    static Meta of(Call call) {
        return new Meta(call.params().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                .map(params -> params.get("_meta")).filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                .orElse(JsonValue.EMPTY_JSON_OBJECT));
    }

    Optional<String> version() {
        return text(VERSION);
    }

    boolean tellsCapabilities() {
        return members.get(CAPABILITIES) instanceof JsonObject;
    }

    /** A string or a whole number, by which the client knows the progress that it asked for. */
    Optional<JsonValue> progressToken() {
        return Optional.ofNullable(members.get(PROGRESS_TOKEN)).filter(
                token -> token instanceof JsonString || token instanceof JsonNumber number && number.isIntegral());
    }

    /** A name for the conversation that a chat has here: derived, since ChatGPT's own word may have any form. */
    Optional<String> chat() {
        return text(CHAT).filter(word -> !word.isBlank())
                .map(word -> "chat_" + CredentialHash.of(word).hex().substring(0, NAMED_BY));
    }

    private Optional<String> text(String name) {
        return members.get(name) instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }
}
