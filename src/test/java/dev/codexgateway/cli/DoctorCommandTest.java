package dev.codexgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.cli.Terminal.Ended;
import dev.codexgateway.testing.ScriptedUpstream;

/** What the doctor says of what is wrong. */
class DoctorCommandTest {

    @TempDir
    private Path folder;

    @Test
    void anUpstreamThatCannotBeReachedIsSaid() {
        try (ScriptedUpstream gone = ScriptedUpstream.start()) {
            gone.refuse();

            Ended ended = beside(gone.baseUrl()).run("doctor");

            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.out()).contains("problem  upstream").contains("cannot be reached (connect)");
        }
    }

    @Test
    void aMissingKeyOfTheUpstreamIsSaid() {
        Ended ended = Terminal.in(folder).run("doctor");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("set OPENAI_API_KEY, or OPENAI_API_KEY_FILE");
    }

    @ParameterizedTest
    @CsvSource({"401, does not accept the key in OPENAI_API_KEY", "404, OPENAI_BASE_URL should end in /v1",
            "503, answers with status 503"})
    void whatTheUpstreamsAnswerMeansIsSaid(int status, String meaning) throws IOException {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        refusing.start();
        try {
            Ended ended = beside(URI.create("http://127.0.0.1:" + refusing.getAddress().getPort() + "/v1"))
                    .run("doctor");

            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.out()).contains("problem  upstream: ").contains(meaning);
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void aWrongValueIsSaid() {
        Ended ended = Terminal.in(folder).with("PORT", "x").run("doctor");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("problem  configuration: PORT=x");
    }

    @Test
    void aFolderThatIsNoneIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");

        Ended ended = Terminal.in(folder).with("DATA_DIR", file.toString()).run("doctor");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("problem  data: " + file + " cannot be written")
                .contains("problem  database: ").doesNotContain("\tat ");
    }

    @Test
    void aCredentialThatTheServiceWouldMissIsMissed() throws IOException {
        Files.writeString(folder.resolve("first-run-credentials.txt"), "GATEWAY_API_KEY=" + "k".repeat(40) + "\n");

        Ended ended = Terminal.in(folder).run("doctor");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("problem  configuration: OAUTH_CLIENT_SECRET is neither given nor in ")
                .contains("problem  configuration: GATEWAY_OWNER_PASSWORD");
    }

    private Terminal beside(URI upstream) {
        return Terminal.in(folder).with("OPENAI_API_KEY", "sk-upstream-0123456789-0123456789")
                .with("OPENAI_BASE_URL", upstream.toString());
    }
}
