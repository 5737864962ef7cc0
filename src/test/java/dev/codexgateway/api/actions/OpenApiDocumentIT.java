package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NpmPackage;

/** The document as Redocly's linter reads it from a running gateway. */
class OpenApiDocumentIT {
    private static final String LINTER = "@redocly/cli@2.77.0";
    private static final Path RULES = Path.of("src", "test", "resources", "openapi", "redocly.yaml").toAbsolutePath();
    private static final Duration LINTING = Duration.ofMinutes(1);
    private static Path redocly;
    private static GatewayFixture gateway;

    @BeforeAll
    static void install() throws Exception {
        redocly = NpmPackage.installed(LINTER).resolve("node_modules/.bin/redocly");
        gateway = GatewayFixture.builder().with("PUBLIC_URL", "https://gateway.acme.com").start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.json", "/openapi.yaml"})
    void redoclyFindsNeitherErrorsNorWarnings(String path) throws Exception {
        Command lint = lint(gateway.url(path).toString());

        assertThat(lint.status()).as(lint.output()).isZero();
        assertThat(lint.output()).contains("Your API description is valid").doesNotContainIgnoringCase("ignored");
    }

    @Test
    void redoclyWouldFindWhatIsWrong(@TempDir Path folder) throws Exception {
        Path broken = folder.resolve("openapi.yaml");
        Files.writeString(broken, gateway.get("/openapi.yaml").body().replaceFirst("(?m)^ +summary: Give.*\\R", ""));

        Command lint = lint(broken.toString());

        assertThat(lint.status()).as(lint.output()).isEqualTo(1);
        assertThat(lint.output()).contains("operation-summary");
    }

    private static Command lint(String document) throws Exception {
        return Command.run(LINTING, Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
                redocly.toString(), "lint", "--config", RULES.toString(), document);
    }
}
