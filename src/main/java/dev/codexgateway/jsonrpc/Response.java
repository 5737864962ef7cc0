package dev.codexgateway.jsonrpc;

import java.util.Objects;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import dev.codexgateway.json.Json;

/** A response object (JSON-RPC 2.0 §5): a result or an error, never both. */
public sealed interface Response {
    JsonString VERSION = Json.createValue("2.0");

    JsonValue id();

    JsonObject json();

    record Result(JsonValue id, JsonValue result) implements Response {
        /** A method that returns null fails here, where that still becomes an error. */
        public Result {
            Objects.requireNonNull(result, "result");
        }

        @Override
        public JsonObject json() {
            return response(id, "result", result);
        }
    }

    /**
     * A response that tells why there is no result.
     *
     * @param incident stands in the error's data and beside the cause in the log
     */
    record Failure(JsonValue id, RpcError error, String incident) implements Response {
        @Override
        public JsonObject json() {
            return response(id, "error", error.json(incident));
        }
    }

    private static JsonObject response(JsonValue id, String outcome, JsonValue value) {
        return Json.createObjectBuilder()
                .add("jsonrpc", VERSION)
                .add(outcome, value)
                .add("id", id)
                .build();
    }
}
