package dev.codexgateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

class ManagementPortTest {
    private static final String[] PATHS = {"/health", "/health/live", "/health/ready", "/health/started", "/metrics"};

    @Test
    void healthAndMetricsMoveToAPortOfTheirOwnAndNothingElseIsThere() {
        try (GatewayFixture gateway = GatewayFixture.builder().yaml("server:\n  management-port: 0\n").start()) {
            int management = gateway.gateway().managementPort();
            assertThat(management).isNotEqualTo(gateway.gateway().port());

            for (String path : PATHS) {
                Shapes.problem(gateway.get(path), 404, "not-found");
                assertThat(ask(management, "GET", path).status()).isEqualTo(200);
                Shapes.problem(ask(management, "POST", path), 405, "method-not-allowed");
            }
            Shapes.problem(ask(management, "POST", "/jsonrpc"), 404, "not-found");
            Shapes.problem(ask(management, "GET", "/nowhere"), 404, "not-found");
            assertThat(gateway.prompt("s", "a").getString("status")).isEqualTo("completed");
            assertThat(ask(management, "GET", "/metrics").text()).contains("codex_turns_total");
        }
    }

    private static Received ask(int port, String method, String path) {
        try (WireCaller caller = WireCaller.to(port)) {
            return caller.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .receive();
        }
    }
}
