package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.config.ConfigException;
import dev.codexgateway.config.ConfigReader;

class FilesConfigTest {
    @TempDir
    Path folder;

    @Test
    void filesComeFromOpenAiAloneUnlessTheOperatorSaysOtherwise() throws IOException {
        ConfigReader in = reader("");
        FilesConfig config = FilesConfig.read(in);
        in.finish();

        assertThat(config.hosts()).map(Object::toString).containsExactly("*.oaiusercontent.com");
        assertThat(config.privateAddresses()).isFalse();
        assertThat(in.warnings()).isEmpty();
    }

    @Test
    void theOperatorNamesHosts() throws IOException {
        FilesConfig config = FilesConfig.read(reader("actions:\n  file-hosts: [files.example.com, '*.Example.net']\n"));

        assertThat(config.hosts()).map(Object::toString).containsExactly("files.example.com", "*.example.net");
    }

    @Test
    void anEmptyListMeansThatNoFilesAreTaken() throws IOException {
        ConfigReader in = reader("actions:\n  file-hosts: []\n");
        FilesConfig config = FilesConfig.read(in);
        in.finish();

        assertThat(config.hosts()).isEmpty();
    }

    @Test
    void whatIsNoHostIsAFault() throws IOException {
        ConfigReader in = reader("actions:\n  file-hosts: ['https://files.example.com', '*', a.example.com]\n");
        FilesConfig.read(in);

        assertThat(catchThrowableOfType(ConfigException.class, in::finish).faults()).containsExactly(
                "actions.file-hosts=https://files.example.com is not the name of a host, nor *. and the name of a domain",
                "actions.file-hosts=* is not the name of a host, nor *. and the name of a domain");
    }

    @Test
    void privateAddressesAreWarnedAboutAtEachStart() throws IOException {
        ConfigReader in = reader("actions:\n  files-from-private-addresses: true\n");

        assertThat(FilesConfig.read(in).privateAddresses()).isTrue();
        assertThat(in.warnings()).singleElement().asString().contains("actions.files-from-private-addresses is on");
    }

    private ConfigReader reader(String yaml) throws IOException {
        Files.writeString(folder.resolve("app.yaml"), yaml);
        return new ConfigReader(Map.of(), folder);
    }
}
