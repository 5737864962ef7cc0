package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Npm;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.Recorded;

/**
 * The official clients of MCP and its conformance suite against a running gateway. The suite needs a newer Node than there may be
 * on the machine, and so it brings its own.
 */
class OfficialClientsIT {
    private static final Path SCRIPTS = Path.of("src", "test", "node", "mcp").toAbsolutePath();
    private static final Path FOLDER = Path.of("target", "mcp-node").toAbsolutePath();
    private static final Duration VISITING = Duration.ofMinutes(2);
    private static int proxyPort;
    private static GatewayFixture gateway;
    private static Map<String, JsonObject> visits;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(FOLDER);
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            for (Path script : scripts.toList()) {
                Files.copy(script, FOLDER.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Npm.install(FOLDER, List.of());
        proxyPort = Ports.unused();
        gateway = GatewayFixture.builder().with("PUBLIC_URL", "http://localhost:" + proxyPort).start();
        gateway.upstream().otherwise(OfficialClientsIT::answer);
        visits = visits();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"sdk, 2025-11-25", "initializing, 2025-11-25", "stateless, 2026-07-28"})
    void anOfficialClientAsksWatchesListsAndCallsOff(String client, String revision) {
        JsonObject visit = visits.get(client);

        assertThat(visit.getString("version")).isEqualTo(revision);
        assertThat(visit.getString("server")).isEqualTo("codex-gateway");
        assertThat(visit.getJsonArray("tools").getValuesAs(JsonString::getString)).containsExactly("codex_prompt",
                "codex_status", "codex_cancel", "codex_list");
        assertThat(visit.getString("content")).isEqualTo("one two three four");
        assertThat(visit.getBoolean("progressed")).isTrue();
        assertThat(visit.getInt("turns")).isEqualTo(1);
        assertThat(visit.getBoolean("listed")).isTrue();
        assertThat(visit.getBoolean("refused")).isTrue();
        assertThat(visit.getString("cancelled")).isEqualTo("was called off, cancelled");
    }

    @Test
    void allOfThemWereHere() {
        assertThat(visits).containsOnlyKeys("sdk", "initializing", "stateless");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25", "2025-06-18"})
    void everyScenarioOfTheConformanceSuiteThatAppliesPasses(String revision) throws Exception {
        Command suite = node("conformance.mjs", Integer.toString(proxyPort), Integer.toString(gateway.gateway().port()),
                KEY, revision, SCRIPTS.resolve("expected-" + revision + ".yaml").toString(),
                FOLDER.resolve("conformance-" + revision).toString());

        assertThat(suite.status()).as(suite.output()).isZero();
        assertThat(suite.output()).contains("✓ tools-list");
    }

    private static Map<String, JsonObject> visits() throws Exception {
        Command clients = node("clients.mjs", gateway.url("/mcp").toString(), KEY);
        assertThat(clients.succeeded()).as(clients.output()).isTrue();
        return clients.output().lines().filter(line -> line.startsWith("{")).map(GatewayFixture::json)
                .collect(Collectors.toMap(visit -> visit.getString("client"), Function.identity()));
    }

    private static Command node(String script, String... arguments) throws Exception {
        return Command.run(VISITING, Stream.concat(
                Stream.of(FOLDER.resolve("node_modules/node/bin/node").toString(), FOLDER.resolve(script).toString()),
                Stream.of(arguments)).toArray(String[]::new));
    }

    private static Answer answer(Recorded request) {
        return switch (request.userText()) {
            case "slow" -> Answer.text("one", " two", " three", " four").pause(Duration.ofMillis(600));
            case "endless" -> Answer.text("for", " ever").silentAfter(1);
            default -> Answer.text("Echo: ", request.userText());
        };
    }
}
