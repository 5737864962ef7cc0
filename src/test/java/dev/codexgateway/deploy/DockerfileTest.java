package dev.codexgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.Ports;

class DockerfileTest {
    private static final Duration CHECK = Duration.ofSeconds(20);

    private final Dockerfile image = Dockerfile.read();

    @Test
    void signalsReachTheProgramBecauseNoShellStaysBetween() throws Exception {
        assertThat(Dockerfile.execForm(image.only("ENTRYPOINT"))).containsExactly("codex-gateway");
        assertThat(Dockerfile.execForm(image.only("CMD"))).containsExactly("serve");
        assertThat(Files.readString(Path.of("Dockerfile"))).contains("'exec java ");
    }

    @Test
    void sqliteWritesItsTemporaryFilesWhereWritingIsAllowed() {
        assertThat(image.environment().get("SQLITE_TMPDIR")).isEqualTo(image.environment().get("DATA_DIR"));
    }

    @Test
    void theImageIsLabelledWithTheProjectsVersion() throws Exception {
        assertThat(image.labels()).containsEntry("org.opencontainers.image.version", Project.version());
    }

    @ParameterizedTest
    @CsvSource({"200, true", "503, false", "404, false"})
    void theHealthCheckBelievesTheStatusOfReadiness(int status, boolean healthy) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();

        try {
            assertThat(healthCheck(server.getAddress().getPort())).isEqualTo(healthy);
        } finally {
            server.stop(0);
        }
        assertThat(asked).containsExactly("/health/ready");
    }

    @Test
    void theHealthCheckFailsWhereNobodyListens() throws Exception {
        assertThat(healthCheck(Ports.unused())).isFalse();
    }

    private boolean healthCheck(int port) throws Exception {
        assumeTrue(Command.run(CHECK, "bash", "-c", "true").succeeded(), "bash, which the image has, is not here");
        String argument = image.only("HEALTHCHECK");
        List<String> words = Dockerfile.execForm(argument.substring(argument.indexOf("CMD ") + 4));

        return Command.run(CHECK, Map.of("PORT", Integer.toString(port)), words.toArray(String[]::new)).succeeded();
    }
}
