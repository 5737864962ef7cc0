package dev.codexgateway.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The two documents printed from the declared keys: {@code app.yaml} and {@code docs/configuration.md}. */
public final class ConfigPages {
    private ConfigPages() {}

    /** Every key with its sentence; those without a fixed default stand in comments, so that nothing is set by them. */
    public static String yaml(List<ConfigKey> keys) {
        StringBuilder page = new StringBuilder(
                """
                # Codex Gateway: every key with its default. Printed from the code; see docs/configuration.md.
                # The environment variable in brackets overrides its key, and NAME_FILE may name a file with a secret.
                """);
        sections(keys).forEach((section, members) -> {
            page.append('\n').append(section.isEmpty() ? "" : section + ":\n");
            members.forEach(key -> page.append(entry(key, section.isEmpty() ? "" : "  ")));
        });
        return page.toString();
    }

    private static String entry(ConfigKey key, String indent) {
        String name = key.name().substring(key.name().indexOf('.') + 1);
        return indent + "# " + key.sentence() + key.environment().map(variable -> " [" + variable + "]").orElse("")
                + '\n' + indent
                + key.defaultValue().map(value -> name + ": " + quoted(value))
                        .orElse("# " + name + ": (" + key.defaultWords() + ")")
                + '\n';
    }

    private static Map<String, List<ConfigKey>> sections(List<ConfigKey> keys) {
        return keys.stream()
                .collect(Collectors.groupingBy(key -> key.name().substring(0, Math.max(0, key.name().indexOf('.'))),
                        LinkedHashMap::new, Collectors.toList()));
    }

    /** The same as a table. */
    public static String markdown(List<ConfigKey> keys) {
        return """
               # Configuration

               Printed from the code that reads it; a test fails when this page is stale. Later wins: built-in defaults, `app.yaml` in
               the working directory (or where `CODEX_GATEWAY_CONFIG` points), the environment. A secret may also come from a file:
               set `NAME_FILE` instead of `NAME`. Unknown keys and bad values stop the start with exit code 78, all of them listed at once.

               | key | environment | default | values | meaning |
               |---|---|---|---|---|
               """
                + keys.stream().map(ConfigPages::row).collect(Collectors.joining());
    }

    private static String row(ConfigKey key) {
        return "| `" + key.name() + "` | " + key.environment().map(name -> "`" + name + "`").orElse("–") + " | "
                + key.defaultValue().map(value -> "`" + value + "`").orElse(key.defaultWords()) + " | " + key.kind()
                + (key.secret() ? " (secret)" : "") + " | " + key.sentence().replace("|", "\\|") + " |\n";
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z0-9./][A-Za-z0-9./_-]*|https?://[A-Za-z0-9./:_-]+") ? value : '"' + value + '"';
    }
}
