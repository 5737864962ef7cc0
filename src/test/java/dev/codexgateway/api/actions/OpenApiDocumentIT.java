package dev.codexgateway.api.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;

/** The document as Redocly's linter reads it from a running gateway. */
@Execution(ExecutionMode.CONCURRENT)
class OpenApiDocumentIT {
    private static final String LINTER = "@redocly/cli@2.77.0";
    private static final Path FOLDER = Path.of("target", "redocly").toAbsolutePath();
    private static final Path RULES = Path.of("src", "test", "resources", "openapi", "redocly.yaml").toAbsolutePath();
    private static final Duration INSTALLING = Duration.ofMinutes(3);
    private static final Duration LINTING = Duration.ofMinutes(1);
    /** What npm says when the package is in no cache and the registry does not answer. */
    private static final Pattern OUT_OF_REACH = Pattern
            .compile("ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH");
    private static GatewayFixture gateway;

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(Command.run(LINTING, "npm", "--version").succeeded(), "npm is not here");
        Files.createDirectories(FOLDER);

        Command installed = Command.run(INSTALLING, "npm", "install", "--prefix", FOLDER.toString(), "--no-audit",
                "--no-fund", "--prefer-offline", "--ignore-scripts", LINTER);

        assumeTrue(installed.succeeded() || !OUT_OF_REACH.matcher(installed.output()).find(),
                LINTER + " is not here and its registry does not answer");
        assertThat(installed.succeeded()).as(installed.output()).isTrue();
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
                FOLDER.resolve("node_modules/.bin/redocly").toString(), "lint", "--config", RULES.toString(), document);
    }
}
