package dev.codexgateway.api.actions;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

/** Holds answers against what a document says of them. A member that it does not say is a fault, too. */
final class DocumentedAnswers {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final JsonObject definitions;
    /** By operation and status, such as {@code promptCodex 200}. */
    private final Map<String, JsonObject> responses = new TreeMap<>();

    DocumentedAnswers(JsonObject document) {
        this.definitions = document.getJsonObject("components").getJsonObject("schemas");
        document.getJsonObject("paths").values().forEach(path -> path.asJsonObject().values()
                .forEach(operation -> operation.asJsonObject().getJsonObject("responses")
                        .forEach((status, response) -> responses.put(
                                operation.asJsonObject().getString("operationId") + " " + status,
                                response.asJsonObject()))));
    }

    /** All that is documented. */
    Set<String> all() {
        return responses.keySet();
    }

    /** What of an operation's answer is not as it is documented. */
    List<String> faults(String operation, HttpResponse<String> answer) {
        return faults(operation, answer.statusCode(), answer.headers(), answer.body());
    }

    List<String> faults(String operation, int status, HttpHeaders headers, String body) {
        JsonObject response = responses.get(operation + " " + status);
        if (response == null) {
            return List.of("status " + status + " is not documented");
        }
        List<String> faults = new ArrayList<>();
        ActionSchemaLint.object(response, "headers").keySet().stream()
                .filter(header -> headers.firstValue(header).isEmpty())
                .forEach(header -> faults.add("header " + header + " is missing"));
        String type = headers.firstValue("Content-Type").orElse("none");
        JsonObject media = ActionSchemaLint.object(ActionSchemaLint.object(response, "content"), type);
        if (media.isEmpty()) {
            faults.add("type " + type + " is not documented");
        } else {
            faults.addAll(invalid(media.getJsonObject("schema"), body));
        }
        return faults;
    }

    private List<String> invalid(JsonObject schema, String body) {
        JsonObject closed = Json.createObjectBuilder(closed(schema).asJsonObject()).add("$defs", closed(definitions))
                .build();
        return SCHEMAS.getSchema(closed.toString(), InputFormat.JSON).validate(body, InputFormat.JSON).stream()
                .map(Object::toString).toList();
    }

    /** The schema with references that resolve within it, and without room for members that it does not name. */
    private static JsonValue closed(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                JsonObjectBuilder copy = Json.createObjectBuilder();
                object.forEach((name, member) -> copy.add(name, closed(member)));
                if (SchemaLint.typed(object, "object") && !object.containsKey("additionalProperties")) {
                    copy.add("additionalProperties", false);
                }
                yield copy.build();
            }
            case JsonArray array -> {
                JsonArrayBuilder copy = Json.createArrayBuilder();
                array.forEach(element -> copy.add(closed(element)));
                yield copy.build();
            }
            case JsonString text -> Json.createValue(text.getString().replace("#/components/schemas/", "#/$defs/"));
            default -> value;
        };
    }
}
