package dev.codexgateway.process;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.process.GatewayProcess.Ended;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.ScriptedUpstream;

class ConfigurationIT {
    private static final Duration EXIT = Duration.ofSeconds(20);
    private static final Duration START = Duration.ofSeconds(60);
    private static final int BAD_CONFIGURATION = 78;
    private static final String KEY = "key-of-a-caller-0123456789-0123456789";
    private static final String PASSWORD = "hunter2-hunter2";

    @TempDir
    private Path folder;

    @Test
    void allFaultsAreToldAtOnceWithTheirKeysAndWithoutSecrets() {
        Ended ended = GatewayProcess.in(folder)
                .yaml("server:\n  prot: 1\ncodex:\n  turn-deadline: soon\nopenai:\n  api-kay: " + PASSWORD + "\n")
                .with("PORT", "99999").with("LOG_LEVEL", "loud").with("GATEWAY_API_KEY", "short-key")
                .with("OAUTH_CLIENT_SECRET", "short-secret").with("PUBLIC_URL", "https://gateway.example.com/codex")
                .with("OPENAI_BASE_URL", "https://user:" + PASSWORD + "@openai.example.com/v1")
                .with("DATABASE_URL", "jdbc:mysql://db?password=" + PASSWORD)
                .run();

        assertThat(ended.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.err().lines()).hasSize(10).allMatch(line -> line.startsWith("configuration: "));
        assertThat(ended.err()).contains("server.prot is not a key", "the nearest is server.port")
                .contains("openai.api-kay is not a key", "the nearest is openai.api-key")
                .contains("codex.turn-deadline=soon is not a positive ISO 8601 duration")
                .contains("PORT=99999 (server.port) is not a whole number from 0 to 65535")
                .contains("LOG_LEVEL=loud (log.level) is not one of trace, debug, info, warn, error")
                .contains("GATEWAY_API_KEY (access.api-keys) has a key of 9 characters")
                .contains("OAUTH_CLIENT_SECRET (oauth.client-secret) has 12 characters")
                .contains("PUBLIC_URL (server.public-url)=https://gateway.example.com/codex has a path")
                .contains("OPENAI_BASE_URL", "is not an http or https URL");
        assertThat(ended.all()).doesNotContain(PASSWORD);
        assertThat(ended.out()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void faultsAreJsonWhereLinesAre() {
        Ended ended = GatewayProcess.in(folder).with("LOG_FORMAT", "json").with("PORT", "${PORT} {0}")
                .with("CODEX_MODEL", "${MODEL}").run();

        assertThat(ended.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(
                ended.err().lines().map(line -> json(line).getString("level") + " " + json(line).getString("message")))
                .containsExactly(
                        "ERROR configuration: PORT holds a placeholder ${…}, which is not resolved here; set the environment variable instead",
                        "ERROR configuration: CODEX_MODEL holds a placeholder ${…}, which is not resolved here; set the environment variable instead");
    }

    @Test
    void whatIsNotYamlIsSaidToBe() {
        Ended ended = GatewayProcess.in(folder).yaml("server: [\n").with("PORT", "x").run();

        assertThat(ended.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.err()).contains("app.yaml is not valid YAML").contains("PORT=x");
    }

    @Test
    void aSecretComesFromItsVariableOrItsFileButNotFromBoth() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
        GatewayProcess.Builder builder = GatewayProcess.in(folder).with("GATEWAY_API_KEY_FILE", file.toString());

        Ended both = builder.with("GATEWAY_API_KEY", "another-" + KEY).run();
        Ended missing = builder.without("GATEWAY_API_KEY").with("GATEWAY_API_KEY_FILE", "/nonexistent").run();

        assertThat(both.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(both.err()).contains("GATEWAY_API_KEY and GATEWAY_API_KEY_FILE are both set; keep one")
                .doesNotContain(KEY);
        assertThat(missing.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(missing.err()).contains("GATEWAY_API_KEY_FILE=/nonexistent cannot be read");
        try (GatewayProcess gateway = builder.with("GATEWAY_API_KEY_FILE", file.toString()).serve()) {
            assertThat(gateway.knock(KEY)).isEqualTo(200);
            assertThat(GatewayProcess.credentials(gateway.dataDirectory())).doesNotContainKey("GATEWAY_API_KEY");
        }
    }

    @Test
    void aPortInUseIsSaidInASentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            Ended main = GatewayProcess.in(folder).with("PORT", port).run();
            Ended management = GatewayProcess.in(folder).yaml("server:\n  management-port: " + port + "\n").run();

            assertThat(main.exit()).isEqualTo(1);
            assertThat(main.err()).contains("port " + port + " on 127.0.0.1 cannot be listened on")
                    .doesNotContain("\tat ");
            assertThat(management.exit()).isEqualTo(1);
            assertThat(management.err()).contains("port 0 or " + port + " on 127.0.0.1 cannot be listened on")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anAddressThatThereIsNotIsSaidInASentence() {
        Ended unknown = GatewayProcess.in(folder).with("HOST", "nowhere.invalid").run();
        Ended another = GatewayProcess.in(folder).with("HOST", "192.0.2.1").run();

        assertThat(unknown.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(unknown.err()).contains("HOST (server.host)=nowhere.invalid is neither an address nor a name");
        assertThat(another.exit()).isEqualTo(1);
        assertThat(another.err()).contains("on 192.0.2.1 cannot be listened on").doesNotContain("\tat ");
    }

    @Test
    void dataThatCannotBeWrittenIsSaidInASentence() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        Ended ended = GatewayProcess.in(folder).with("DATA_DIR", file.toString()).run();
        Ended json = GatewayProcess.in(folder).with("DATA_DIR", file.toString()).with("LOG_FORMAT", "json").run();

        assertThat(ended.exit()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.err()).contains(file + "/first-run-credentials.txt cannot be made or read")
                .contains("DATA_DIR")
                .doesNotContain("\tat ");
        assertThat(json.err().lines()).isNotEmpty().allMatch(line -> json(line).containsKey("message"));
    }

    @Test
    void everyLineOfARunIsJsonAndHoldsNoSecret() throws Exception {
        Path upstreamKey = Files.writeString(folder.resolve("upstream-key"), "sk-from-a-file-0123456789");
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                GatewayProcess gateway = GatewayProcess.in(folder).upstream(upstream).without("OPENAI_API_KEY")
                        .with("OPENAI_API_KEY_FILE", upstreamKey.toString()).with("LOG_FORMAT", "json")
                        .with("PUBLIC_URL", "http://gateway.example.com").with("GATEWAY_OWNER_PASSWORD", PASSWORD)
                        .start()) {
            String start = gateway.out().await(line -> line.contains("serves at"), START).orElseThrow();
            assertThat(json(start).getString("message"))
                    .startsWith("Codex Gateway serves at http://gateway.example.com")
                    .contains("first-run-credentials.txt");

            trouble(gateway, upstream);
            gateway.terminate();
            gateway.awaitExit(EXIT);

            List<String> lines = new ArrayList<>(gateway.out().awaitEnd(EXIT));
            lines.addAll(gateway.err().awaitEnd(EXIT));
            assertThat(lines).allMatch(line -> json(line).containsKey("message"));
            assertThat(lines).anyMatch(line -> json(line).getString("level").equals("WARN")
                    && json(line).getString("message").startsWith("PUBLIC_URL (server.public-url)=http://"));
            assertThat(lines).anyMatch(line -> json(line).getString("message").startsWith("auth refused"));
            assertThat(json(lines.getLast()).getString("message")).isEqualTo("stopped");
            assertThat(String.join("\n", lines)).doesNotContain("sk-from-a-file", "wrong-key-of-a-caller",
                    "upstream says");
        }
    }

    /** Good calls and bad ones, over which a log could stumble. */
    private static void trouble(GatewayProcess gateway, ScriptedUpstream upstream) {
        gateway.awaitStart();
        gateway.prompt("s1", "{0} \"quoted\" \u001b[31m\n Ünïcode ✓");
        upstream.next(Answer.error(401, "invalid_api_key", "upstream says: wrong key sk-from-a-file-0123456789"),
                Answer.text("Half").resetAfter(1), Answer.text("Half").malformedAfter(1));
        gateway.prompt("s2", "refused");
        gateway.prompt("s3", "reset");
        gateway.prompt("s4", "malformed");
        assertThat(gateway.knock("wrong-key-of-a-caller-0123456789")).isEqualTo(401);
        assertThat(gateway.knock("cgw_key_0123456789012345678901234567890123456789012")).isEqualTo(401);
        assertThat(gateway.get("/nowhere/%7B0%7D").statusCode()).isEqualTo(404);
        gateway.send(HttpRequest.newBuilder(gateway.url("/jsonrpc")).header("Authorization", "Bearer " + gateway.key())
                .header("X-Request-Id", "trace-me").POST(HttpRequest.BodyPublishers.ofString("{")).build());
        gateway.get("/metrics");
    }
}
