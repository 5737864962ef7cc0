package dev.codexgateway.chatgpt;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/** The schemas of a document, with their references: each object must say what it has. */
final class SchemaObjects {
    private static final String OURS = "#/components/schemas/";

    private final JsonObject document;
    private final Consumer<String> faults;
    private final Set<String> seen = new HashSet<>();

    SchemaObjects(JsonObject document, Consumer<String> faults) {
        this.document = document;
        this.faults = faults;
    }

    JsonObject resolved(String where, JsonValue schema) {
        if (!(schema instanceof JsonObject object)) {
            return JsonValue.EMPTY_JSON_OBJECT;
        }
        if (!object.containsKey("$ref")) {
            return object;
        }
        String reference = object.getString("$ref");
        JsonValue found = reference.startsWith(OURS)
                ? document.getValue("/components/schemas").asJsonObject().get(reference.substring(OURS.length()))
                : null;
        if (found == null) {
            faults.accept(where + ": " + reference + " leads nowhere");
        }
        return resolved(where, found);
    }

    void check(String where, JsonValue schema) {
        if (schema instanceof JsonObject object && object.containsKey("$ref")
                && !seen.add(object.getString("$ref"))) {
            return;
        }
        JsonObject known = resolved(where, schema);
        if (isObject(known.get("type")) && !(known.get("properties") instanceof JsonObject)) {
            faults.accept(where + ": object schema missing properties");
        }
        known.forEach((name, value) -> {
            switch (value) {
                case JsonObject inner when name.equals("properties") -> inner
                        .forEach((member, of) -> check(where + "." + member, of));
                case JsonObject inner when Set.of("items", "additionalProperties").contains(name) -> check(where,
                        inner);
                case JsonArray inner when Set.of("anyOf", "oneOf", "allOf").contains(name) -> inner
                        .forEach(one -> check(where, one));
                default -> {
                }
            }
        });
    }

    private static boolean isObject(JsonValue type) {
        return type instanceof JsonString word && word.getString().equals("object")
                || type instanceof JsonArray words && words.stream().anyMatch(SchemaObjects::isObject);
    }
}
