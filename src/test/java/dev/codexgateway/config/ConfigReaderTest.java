package dev.codexgateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    Path folder;

    @Test
    void theEnvironmentOverridesTheFileAndTheFileTheDefault() throws IOException {
        yaml("server:\n  port: 1\n  host: file\n");
        ConfigReader in = reader(Map.of("PORT", "2"));

        assertThat(in.integer("server.port", 3, 0, 9, "")).isEqualTo(2);
        assertThat(in.text("server.host", "default", "")).isEqualTo("file");
        assertThat(in.text("codex.model", "default", "")).isEqualTo("default");
        in.finish();
    }

    @Test
    void allFaultsAreToldAtOnceWithTheNearestKey() throws IOException {
        yaml("server:\n  prot: 1\nlog:\n  level: loud\n");
        ConfigReader in = reader(Map.of("PORT", "many"));
        in.integer("server.port", 8080, 0, 65_535, "");
        in.choice("log.level", TimeUnit.class, TimeUnit.DAYS, "");

        assertThat(faults(in)).containsExactlyInAnyOrder(
                "server.prot is not a key of this service; the nearest is server.port",
                "PORT=many (server.port) is not a whole number from 0 to 65535",
                "log.level=loud is not one of nanoseconds, microseconds, milliseconds, seconds, minutes, hours, days");
    }

    @Test
    void aSecretMayComeFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "from-file\n");
        ConfigReader in = reader(Map.of("OPENAI_API_KEY_FILE", file.toString()));

        assertThat(in.secret("openai.api-key", "", "").map(Secret::reveal)).contains("from-file");
        in.finish();
    }

    @Test
    void aSecretFromTwoPlacesIsAFault() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "from-file");
        ConfigReader in = reader(Map.of("OPENAI_API_KEY", "given", "OPENAI_API_KEY_FILE", file.toString()));
        in.secret("openai.api-key", "", "");

        assertThat(faults(in)).containsExactly("OPENAI_API_KEY and OPENAI_API_KEY_FILE are both set; keep one");
    }

    @Test
    void aSecretFileThatIsNotThereIsAFault() {
        ConfigReader in = reader(Map.of("OPENAI_API_KEY_FILE", folder.resolve("none").toString()));
        in.secret("openai.api-key", "", "");

        assertThat(faults(in)).singleElement().asString().contains("OPENAI_API_KEY_FILE").contains("cannot be read");
    }

    @Test
    void onlySecretsComeFromFiles() {
        ConfigReader in = reader(Map.of("PORT_FILE", "/nowhere"));

        assertThat(in.integer("server.port", 8080, 0, 65_535, "")).isEqualTo(8080);
        in.finish();
    }

    @Test
    void aPlaceholderIsNotTakenForAValue() throws IOException {
        yaml("openai:\n  api-key: ${OPENAI_KEY}\n");
        ConfigReader in = reader(Map.of());
        assertThat(in.secret("openai.api-key", "", "")).isEmpty();

        assertThat(faults(in)).singleElement().asString().contains("openai.api-key").contains("placeholder");
    }

    @Test
    void blankCountsAsAbsent() throws IOException {
        yaml("openai:\n  api-key:\n");
        ConfigReader in = reader(Map.of("OPENAI_API_KEY", " "));

        assertThat(in.secret("openai.api-key", "", "")).isEmpty();
        in.finish();
    }

    @Test
    void aListIsAListOrTextWithCommas() throws IOException {
        yaml("access:\n  api-keys: [one, two]\nserver:\n  cors-origins: a, b\n");
        ConfigReader in = reader(Map.of());

        assertThat(in.secrets("access.api-keys", "", "").stream().map(Secret::reveal)).containsExactly("one", "two");
        assertThat(in.list("server.cors-origins", "", "")).containsExactly("a", "b");
        in.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server: [", "\tserver: 1", "server: 'a", ": :\n- a\nb: {"})
    void whatIsNotYamlIsAFaultAndNotAStackTrace(String text) throws IOException {
        yaml(text);
        ConfigReader in = reader(Map.of());
        in.text("server.host", "", "");

        assertThat(faults(in)).containsExactly("app.yaml is not valid YAML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "http://", "http://user:pw@host/", "https://host?x=1", "https://host#f",
            "no url", "http:host"})
    void aUrlIsHttpWithAHostAndNothingBehindThePath(String text) {
        ConfigReader in = reader(Map.of("OPENAI_BASE_URL", text));
        in.url("openai.base-url", "https://example.com", "");

        assertThat(faults(in)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1S", "5", "P99999D", "one minute"})
    void aDurationIsPositiveAndIso(String text) throws IOException {
        yaml("codex:\n  turn-deadline: " + text + "\n");
        ConfigReader in = reader(Map.of());
        in.duration("codex.turn-deadline", Duration.ofMinutes(1), "");

        assertThat(faults(in)).hasSize(1);
    }

    @Test
    void aSecretDoesNotPrint() {
        assertThat(Secret.of("hush")).hasToString("Secret[redacted]");
        assertThat(Optional.of(Secret.of("hush")).toString()).doesNotContain("hush");
    }

    @Test
    void anExplicitFileThatIsMissingIsAFault() {
        ConfigReader in = reader(Map.of("CODEX_GATEWAY_CONFIG", "elsewhere.yaml"));

        assertThat(faults(in)).containsExactly("CODEX_GATEWAY_CONFIG=elsewhere.yaml is not a file");
    }

    @Test
    void aKeyIsReadOnce() {
        ConfigReader in = reader(Map.of());
        in.text("codex.model", "a", "");

        assertThatThrownBy(() -> in.text("codex.model", "a", "")).isInstanceOf(IllegalStateException.class);
    }

    private ConfigReader reader(Map<String, String> environment) {
        return new ConfigReader(environment, folder);
    }

    private void yaml(String text) throws IOException {
        Files.writeString(folder.resolve("app.yaml"), text);
    }

    private static List<String> faults(ConfigReader in) {
        try {
            in.finish();
            return List.of();
        } catch (ConfigException e) {
            return e.faults();
        }
    }
}
