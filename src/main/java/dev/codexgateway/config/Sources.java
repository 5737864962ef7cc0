package dev.codexgateway.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import org.jspecify.annotations.Nullable;

/**
 * Where values come from: {@code app.yaml} (in the working directory, or where {@code CODEX_GATEWAY_CONFIG} points), and
 * above it the environment, where a secret's variable may end in {@code _FILE} and name a file.
 */
final class Sources {
    /** A Kubernetes or Docker secret is small; a larger file is a wrong path. */
    private static final int MAX_SECRET_FILE = 64 * 1024;

    private final Map<String, String> environment;
    private final SequencedMap<String, String> file;
    private final List<String> faults = new ArrayList<>();

    Sources(Map<String, String> environment, Path workingDirectory) {
        this.environment = environment;
        this.file = readFile(workingDirectory);
    }

    List<String> faults() {
        return faults;
    }

    /** The keys that the file sets, lists as one key. */
    Map<String, String> fileValues() {
        return file;
    }

    /** The text for a key and where it was found; blank counts as absent, as an unset variable of a container does. */
    Optional<Found> find(String key, boolean secret) {
        Optional<String> name = Environment.of(key);
        Optional<Found> fromEnvironment = name
                .flatMap(variable -> present(environment.get(variable)).map(text -> new Found(text, variable)));
        Optional<Found> fromSecretFile = secret ? name.flatMap(this::secretFile) : Optional.empty();
        if (fromEnvironment.isPresent() && fromSecretFile.isPresent()) {
            faults.add(name.get() + " and " + name.get() + "_FILE are both set; keep one");
        }
        return fromEnvironment.or(() -> fromSecretFile)
                .or(() -> present(file.get(key)).map(text -> new Found(text, key)));
    }

    private Optional<Found> secretFile(String variable) {
        String name = variable + "_FILE";
        return present(environment.get(name)).flatMap(path -> {
            try {
                if (Files.size(Path.of(path)) > MAX_SECRET_FILE) {
                    faults.add(name + "=" + path + " is larger than 64 KiB, which no secret is");
                    return Optional.empty();
                }
                return present(Files.readString(Path.of(path), StandardCharsets.UTF_8))
                        .map(text -> new Found(text, name));
            } catch (IOException | RuntimeException e) {
                faults.add(name + "=" + path + " cannot be read as a text file");
                return Optional.empty();
            }
        });
    }

    private SequencedMap<String, String> readFile(Path workingDirectory) {
        Optional<String> named = present(environment.get("CODEX_GATEWAY_CONFIG"));
        Path path = workingDirectory.resolve(named.orElse("app.yaml"));
        if (!Files.isRegularFile(path)) {
            if (named.isPresent()) {
                faults.add("CODEX_GATEWAY_CONFIG=" + named.get() + " is not a file");
            }
            return new TreeMap<>();
        }
        try {
            return flatten(Config.builder(ConfigSources.file(path))
                    .disableEnvironmentVariablesSource()
                    .disableSystemPropertiesSource()
                    .disableValueResolving()
                    .disableKeyResolving()
                    .build());
        } catch (RuntimeException e) {
            faults.add(path.getFileName() + " is not valid YAML");
            return new TreeMap<>();
        }
    }

    private static SequencedMap<String, String> flatten(Config config) {
        SequencedMap<String, String> values = new TreeMap<>();
        collect("", config, values);
        return values;
    }

    private static void collect(String key, Config node, Map<String, String> values) {
        switch (node.type()) {
            case OBJECT -> node.asNodeList().orElse(List.of())
                    .forEach(child -> collect(key.isEmpty() ? child.name() : key + "." + child.name(), child, values));
            case LIST -> values.put(key, list(node.asNodeList().orElse(List.of())));
            default -> values.put(key, node.asString().orElse(""));
        }
    }

    /** An empty list is not blank, since blank counts as absent. */
    private static String list(List<Config> elements) {
        return elements.isEmpty()
                ? ","
                : elements.stream().map(child -> child.asString().orElse("")).collect(Collectors.joining(","));
    }

    private static Optional<String> present(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(stripped -> !stripped.isEmpty());
    }

    /** A value and the name by which the operator set it. */
    record Found(String text, String source) {}
}
