package dev.codexgateway.api.actions;

import java.util.List;
import java.util.function.BiConsumer;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * What ChatGPT takes of a schema, for the schemas of {@link ActionSchemaLint}. References are not followed: what they name is
 * looked at on its own.
 *
 * @param fault takes a place and what is wrong there
 */
record SchemaLint(BiConsumer<String, String> fault) {
    static final String FILES = "openaiFileIdRefs";
    private static final int MAX_DESCRIPTION = 700;
    private static final List<String> COMBINED = List.of("oneOf", "anyOf", "allOf", "not");

    /** @param files whether it may take files, as the body of a POST */
    void check(String place, JsonObject schema, boolean files) {
        COMBINED.stream().filter(schema::containsKey).forEach(word -> fault.accept(place, "uses " + word));
        if (schema.getString("description", "").length() > MAX_DESCRIPTION) {
            fault.accept(place, "has a description of more than " + MAX_DESCRIPTION + " characters");
        }
        if (typed(schema, "object") && !(schema.get("properties") instanceof JsonObject)) {
            fault.accept(place, "is an object without properties");
        }
        if (typed(schema, "array") && !(schema.get("items") instanceof JsonObject)) {
            fault.accept(place, "is an array without items");
        }
        ActionSchemaLint.object(schema, "properties").forEach((name, value) -> {
            if (name.equals(FILES)) {
                files(place + "." + name, value.asJsonObject(), files);
            }
            check(place + "." + name, value.asJsonObject(), false);
        });
        inner(place + "[]", schema.get("items"));
        inner(place + ".*", schema.get("additionalProperties"));
    }

    static boolean typed(JsonObject schema, String type) {
        return switch (schema.get("type")) {
            case JsonString word -> word.getString().equals(type);
            case JsonValue words when words.getValueType() == JsonValue.ValueType.ARRAY ->
                words.asJsonArray().getValuesAs(JsonString::getString).contains(type);
            case null, default -> false;
        };
    }

    private void files(String place, JsonObject schema, boolean allowed) {
        if (!allowed) {
            fault.accept(place, "is not in the body of a POST");
        }
        if (!typed(schema, "array") || !typed(ActionSchemaLint.object(schema, "items"), "string")) {
            fault.accept(place, "is not an array of strings");
        }
    }

    private void inner(String place, JsonValue schema) {
        if (schema instanceof JsonObject object) {
            check(place, object, false);
        }
    }
}
