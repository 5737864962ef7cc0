package dev.codexgateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.codexgateway.config.ConfigPages;

/** Holds the two documents that are printed from the readers; {@code mvn test -Dtest=ConfigurationPagesTest -Dpages.write=true} prints them. */
class ConfigurationPagesTest {

    @Test
    void appYamlHasEveryKeyWithItsDefault() throws IOException {
        assertFresh(Path.of("app.yaml"), ConfigPages.yaml(Settings.keys()));
    }

    @Test
    void theConfigurationPageHasEveryKey() throws IOException {
        assertFresh(Path.of("docs/configuration.md"), ConfigPages.markdown(Settings.keys()));
    }

    @Test
    void appYamlSaysNothingButTheDefaults() {
        assertThat(Settings.read(Map.of(), Path.of(""))).isEqualTo(Settings.read(Map.of(), Path.of("src")));
    }

    private static void assertFresh(Path page, String printed) throws IOException {
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(page, printed);
        }
        assertThat(Files.readString(page)).isEqualTo(printed);
    }
}
