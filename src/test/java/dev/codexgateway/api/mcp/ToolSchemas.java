package dev.codexgateway.api.mcp;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

/** Holds arguments and results against what the list of tools says of them. */
final class ToolSchemas {
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final JsonObject META_SCHEMA = Json.createObjectBuilder()
            .add("$ref", "https://json-schema.org/draft/2020-12/schema").build();

    private final Map<String, JsonObject> tools = new TreeMap<>();

    ToolSchemas(JsonArray listed) {
        listed.getValuesAs(JsonObject.class).forEach(tool -> tools.put(tool.getString("name"), tool));
    }

    List<String> faultsOfArguments(String tool, String arguments) {
        return faults(tools.get(tool).getJsonObject("inputSchema"), arguments);
    }

    /** What of a result is not as it is described; a member that is not described is a fault, too. */
    List<String> faultsOfResult(String tool, JsonObject structured) {
        return faults(closed(tools.get(tool).getJsonObject("outputSchema")).asJsonObject(), structured.toString());
    }

    static List<String> faultsOfSchema(JsonObject schema) {
        return faults(META_SCHEMA, schema.toString());
    }

    private static List<String> faults(JsonObject schema, String json) {
        return SCHEMAS.getSchema(schema.toString(), InputFormat.JSON).validate(json, InputFormat.JSON).stream()
                .map(Object::toString).toList();
    }

    private static JsonValue closed(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                JsonObjectBuilder copy = Json.createObjectBuilder();
                object.forEach((name, member) -> copy.add(name, closed(member)));
                yield (object.containsKey("properties") ? copy.add("additionalProperties", false) : copy).build();
            }
            case JsonArray array -> {
                JsonArrayBuilder copy = Json.createArrayBuilder();
                array.forEach(element -> copy.add(closed(element)));
                yield copy.build();
            }
            default -> value;
        };
    }
}
