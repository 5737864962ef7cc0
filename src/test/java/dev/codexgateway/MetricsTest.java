package dev.codexgateway;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;

/** {@code /metrics} after calls of every kind. Metrics outlive a gateway within one JVM: counts are compared. */
class MetricsTest {
    private static final String OURS = "(http_server|codex|upstream|auth|oauth|rate|document)_.*";
    private static GatewayFixture gateway;

    @BeforeAll
    static void callInEveryWay() {
        gateway = GatewayFixture.start();
        gateway.upstream().next(Answer.text("a", "b").model("gpt-6.1-sol"), Answer.failed("server_error"),
                Answer.error(400, "model_not_found", "no"));
        gateway.rpc("conversation.prompt", object("prompt", "a", "model", "callers-own-model"));
        gateway.rpc("conversation.prompt", object("prompt", "a", "model", "callers-own-model"));
        gateway.rpc("conversation.prompt", object("prompt", "a", "model", "callers-own-model"));
        gateway.post("/jsonrpc", "{", "X-API-Key", "callers-own-key");
        gateway.post("/jsonrpc", "{", "Authorization", "Bearer callers-own-token");
        gateway.post("/jsonrpc", "{", "Authorization", "callers-own-scheme x");
        gateway.get("/callers-own-path/1");
        gateway.get("/health/callers-own-check");
        gateway.get("/metrics/callers-own-scope");
        gateway.get("/metrics?name=callers-own-name");
        gateway.send(gateway.request("/jsonrpc").method("CALLERS-OWN", BodyPublishers.noBody()).build());
        gateway.get("/health");
        gateway.get("/metrics");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void noLabelHasAValueThatACallerChose() {
        assertThat(gateway.get("/metrics").body()).doesNotContainIgnoringCase("callers").doesNotContain(KEY);
    }

    @Test
    void requestsAreCountedByMethodRouteAndStatus() {
        assertThat(requests("POST", "/jsonrpc", "200")).isPositive();
        assertThat(requests("POST", "/jsonrpc", "401")).isPositive();
        assertThat(requests("GET", "/health", "200")).isPositive();
        assertThat(requests("GET", "/metrics", "200")).isPositive();
        assertThat(requests("GET", "unmatched", "404")).isPositive();
        assertThat(requests("_OTHER", "/jsonrpc", "405")).isPositive();
    }

    @Test
    void allUnknownPathsAreOneLabel() {
        long before = series();

        Stream.of("/x/1", "/x/2", "/jsonrpc/3", "/health/4/5").forEach(path -> gateway.get(path));

        assertThat(series()).isEqualTo(before);
    }

    @Test
    void authenticationAttemptsAreCountedByTheirOutcome() {
        double before = gateway.metric("auth_attempts_total", "method=\"api_key\"", "outcome=\"invalid\"");

        gateway.post("/jsonrpc", "{}", "X-API-Key", "wrong");

        assertThat(gateway.metric("auth_attempts_total", "method=\"api_key\"", "outcome=\"invalid\""))
                .isEqualTo(before + 1);
        assertThat(gateway.metric("auth_attempts_total", "method=\"none\"", "outcome=\"missing\"")).isPositive();
        assertThat(gateway.metric("auth_attempts_total", "method=\"bearer\"", "outcome=\"invalid\"")).isPositive();
        assertThat(gateway.metric("auth_attempts_total", "method=\"api_key\"", "outcome=\"success\"")).isPositive();
    }

    @Test
    void everyFamilyThatIsPromisedIsThere() {
        assertThat(gateway.get("/metrics").body()).contains("# TYPE http_server_request_duration_seconds histogram",
                "# TYPE codex_turns_total counter", "# TYPE codex_turns_active gauge",
                "# TYPE codex_turn_duration_seconds histogram", "# TYPE codex_time_to_first_event_seconds histogram",
                "# TYPE codex_tokens_total counter", "# TYPE upstream_request_duration_seconds histogram",
                "# TYPE upstream_errors_total counter", "# TYPE auth_attempts_total counter",
                "# TYPE rate_limited_total counter");
    }

    @Test
    void theFormatIsChosenByAccept() {
        HttpResponse<String> text = gateway.get("/metrics", "Accept", "text/plain");
        HttpResponse<String> open = gateway.get("/metrics", "Accept",
                "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");

        assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(open.body().stripTrailing()).endsWith("# EOF");
        assertThat(gateway.get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void promtoolHasNothingToSayAboutOurFamilies() throws IOException, InterruptedException {
        Optional<Path> promtool = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "promtool")).filter(Files::isExecutable).findFirst();
        assumeThat(promtool).as("promtool is not on PATH: bin/test puts it there").isPresent();
        String ours = gateway.get("/metrics", "Accept", "text/plain").body().lines()
                .filter(line -> line.replaceFirst("^# (HELP|TYPE) ", "").matches(OURS))
                .collect(Collectors.joining("\n", "", "\n"));

        Process check = new ProcessBuilder(promtool.get().toString(), "check", "metrics").redirectErrorStream(true)
                .start();
        try (var in = check.getOutputStream()) {
            in.write(ours.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    private static double requests(String method, String route, String status) {
        return gateway.metric("http_server_request_duration_seconds_count", "http_request_method=\"" + method + '"',
                "http_route=\"" + route + '"', "http_response_status_code=\"" + status + '"');
    }

    private static long series() {
        List<String> routes = gateway.get("/metrics").body().lines()
                .filter(line -> line.startsWith("http_server_request_duration_seconds_count")
                        && line.contains("unmatched") && line.contains("GET"))
                .toList();
        return routes.size();
    }
}
