package dev.codexgateway.config;

import java.util.List;
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
        String section = "";
        for (ConfigKey key : keys) {
            int dot = key.name().indexOf('.');
            String top = dot < 0 ? "" : key.name().substring(0, dot);
            if (!top.equals(section) || dot < 0) {
                page.append('\n').append(top.isEmpty() ? "" : top + ":\n");
                section = top;
            }
            String indent = top.isEmpty() ? "" : "  ";
            String name = key.name().substring(dot + 1);
            page.append(indent).append("# ").append(key.sentence());
            key.environment().ifPresent(variable -> page.append(" [").append(variable).append(']'));
            page.append('\n').append(indent);
            page.append(key.defaultValue().map(value -> name + ": " + quoted(value))
                    .orElse("# " + name + ": (" + key.defaultWords() + ")"));
            page.append('\n');
        }
        return page.toString();
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
