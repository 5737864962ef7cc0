package dev.codexgateway.jsonrpc;

import java.io.StringReader;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** JSON as it stands in the specification, with single quotes allowed for double ones. */
final class JsonText {
    private JsonText() {}

    static JsonValue json(String text) {
        try (var reader = Json.createReader(new StringReader(text.replace('\'', '"')))) {
            return reader.readValue();
        }
    }

    static JsonObject object(String text) {
        return json(text).asJsonObject();
    }
}
