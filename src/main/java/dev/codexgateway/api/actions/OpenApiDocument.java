package dev.codexgateway.api.actions;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import dev.codexgateway.json.Json;

/**
 * The document of the Action, an OpenAPI description of {@code /conversations}, for one public URL. Its one source is
 * {@code openapi.yaml}; both renderings say the same.
 */
final class OpenApiDocument {
    private static final String SOURCE = "openapi.yaml";
    /** What stands in the source for the public URL. */
    private static final String ORIGIN = "http://localhost:8080";
    /** The source is ours, so the bound on aliases, which is against hostile documents, may be wide. */
    private static final int MAX_ALIASES = 500;

    private final Map<String, Object> content;

    private OpenApiDocument(Map<String, Object> content) {
        this.content = content;
    }

    /** @param publicUrl the origin as clients see it */
    static OpenApiDocument of(URI publicUrl) {
        Map<String, Object> content = new LinkedHashMap<>();
        source().forEach((name, value) -> content.put(name, written(value, publicUrl.toString())));
        Optional.ofNullable(OpenApiDocument.class.getPackage().getImplementationVersion())
                .ifPresent(version -> content.compute("info", (_, info) -> versioned(info, version)));
        return new OpenApiDocument(content);
    }

    byte[] json() {
        return Json.createObjectBuilder(content).build().toString().getBytes(StandardCharsets.UTF_8);
    }

    byte[] yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setWidth(120);
        return new Yaml(options).dump(content).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> source() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try (InputStream source = Objects.requireNonNull(OpenApiDocument.class.getResourceAsStream(SOURCE), SOURCE)) {
            return new Yaml(new SafeConstructor(options)).load(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy, in which what the source wrote once and named by an anchor is written out, since importers know no anchors. */
    private static Object written(Object value, String origin) {
        return switch (value) {
            case Map<?, ?> object -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                object.forEach((name, member) -> copy.put(name, written(member, origin)));
                yield copy;
            }
            case List<?> array -> array.stream().map(element -> written(element, origin)).toList();
            case String text when text.startsWith(ORIGIN) -> origin + text.substring(ORIGIN.length());
            default -> value;
        };
    }

    private static Map<Object, Object> versioned(Object info, String version) {
        Map<Object, Object> copy = new LinkedHashMap<>((Map<?, ?>) info);
        copy.put("version", version);
        return copy;
    }
}
