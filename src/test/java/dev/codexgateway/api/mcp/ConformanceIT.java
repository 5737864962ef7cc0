package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import jakarta.json.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.NpmPackage;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.WebVisitor;

/** MCP's own conformance suite against a running gateway; docs/mcp-conformance.md says what it reports. */
class ConformanceIT {
    private static final Duration RUNNING = Duration.ofMinutes(2);
    private static String suite;

    @BeforeAll
    static void install() throws Exception {
        suite = NpmPackage.installed("@modelcontextprotocol/conformance@0.2.0-alpha.12")
                .resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js").toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-07-28", "2025-11-25", "2025-06-18"})
    void everyServerScenarioThatAppliesPasses(String revision) throws Exception {
        int proxy = Ports.unused();
        Path reports = Files.createDirectories(Path.of("target", "mcp-conformance"));
        try (GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", "http://localhost:" + proxy)
                .start()) {
            Command run = NodeProgram.run(RUNNING, Map.of(), NodeProgram.script("mcp/conformance.mjs"), suite,
                    Integer.toString(proxy), Integer.toString(gateway.gateway().port()), KEY, revision,
                    NodeProgram.script("mcp/expected-" + revision + ".yaml"), reports.resolve(revision).toString());

            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output()).contains("✓ tools-list");
        }
    }

    /** All in one run, as the second builds on what the first has found. */
    @Test
    void everyAuthorizationScenarioPasses() throws Exception {
        int port = Ports.unused();
        try (GatewayFixture gateway = GatewayFixture.start()) {
            String issuer = gateway.gateway().publicUrl().toString();
            // The scenario goes without a secret wherever a server says that it knows public clients.
            String client = json(gateway.post("/oauth/register", object("redirect_uris",
                    Json.createArrayBuilder().add("http://127.0.0.1:" + port + "/callback").build()).toString()).body())
                    .getString("client_id");
            try (NodeProgram program = NodeProgram.start(Map.of("NO_COLOR", "1"), suite, "authorization", "--url",
                    issuer, "--client-id", client, "--resource", issuer + "/mcp", "--port", Integer.toString(port),
                    "--spec-version", "2026-07-28")) {
                URI authorize = URI.create(issuer + "/oauth/authorize"
                        + program.awaitLine(issuer + "/oauth/authorize"));
                Seen back = gateway.person().authorize(authorize.getRawQuery(), "owner", OWNER_PASSWORD);
                new WebVisitor().get(URI.create(back.location().orElseThrow(() -> new AssertionError(back.html()))));

                int status = program.awaitEnd();

                assertThat(status).as(program.toString()).isZero();
                assertThat(program.toString()).contains("authorization-server-metadata-endpoint: 2 passed, 0 failed",
                        "authorization-code-grant: 1 passed, 0 failed");
            }
        }
    }
}
