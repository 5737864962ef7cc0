package dev.codexgateway.api.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import dev.codexgateway.json.Json;

/**
 * What clients are told of the tools, from {@code tools.yaml}, always in the same order. What a tool needs of a credential is said
 * twice: ChatGPT reads {@code securitySchemes} beside the name, and older versions of it in {@code _meta}.
 */
final class ToolDescriptions {
    private static final String SOURCE = "tools.yaml";

    private final Map<String, JsonObject> byName = new LinkedHashMap<>();

    ToolDescriptions() {
        Map<String, Object> source = source();
        for (Tool tool : Tool.values()) {
            Object described = Objects.requireNonNull(source.get(tool.word()), tool.word());
            byName.put(tool.word(), whole(tool, Json.createObjectBuilder((Map<String, ?>) described).build()));
        }
    }

    JsonArray all() {
        return Json.createArrayBuilder(byName.values()).build();
    }

    /** The names that a tool's arguments may have. */
    Set<String> arguments(Tool tool) {
        return Objects.requireNonNull(byName.get(tool.word())).getJsonObject("inputSchema").getJsonObject("properties")
                .keySet();
    }

    private static JsonObject whole(Tool tool, JsonObject described) {
        JsonArray schemes = Json.createArrayBuilder().add(Json.createObjectBuilder().add("type", "oauth2")
                .add("scopes", Json.createArrayBuilder(List.of(tool.scope().word())))).build();
        JsonArrayBuilder mirrored = Json.createArrayBuilder(schemes);
        return Json.createObjectBuilder().add("name", tool.word()).addAll(Json.createObjectBuilder(described))
                .add("securitySchemes", schemes)
                .add("_meta", Json.createObjectBuilder().add("securitySchemes", mirrored))
                .build();
    }

    private static Map<String, Object> source() {
        try (InputStream source = Objects.requireNonNull(ToolDescriptions.class.getResourceAsStream(SOURCE), SOURCE)) {
            return new Yaml(new SafeConstructor(new LoaderOptions())).load(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
