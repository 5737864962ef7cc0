package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.process.GatewayProcess.Ended;

/** The run command, in the environment of a newcomer: the java on PATH may be an older one. */
class LauncherIT {
    private static final Duration EXIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void theServiceIsTheLauncherItselfAndEndsWithIt() {
        try (GatewayProcess gateway = launcher().start()) {
            gateway.awaitStart();
            List<ProcessHandle> descendants = gateway.handle().descendants().toList();

            assertThat(gateway.knock(gateway.key())).isEqualTo(200);
            assertThat(descendants).isEmpty();
            assertThat(gateway.out().lines()).filteredOn(line -> line.contains("serves at")).hasSize(1);

            gateway.terminate();
            gateway.awaitExit(EXIT);
            assertThat(gateway.out().awaitEnd(EXIT).getLast()).endsWith("stopped");
        }
    }

    @Test
    void onlyWhatTheProgramPrintsIsOnItsStandardOutput() {
        Ended created = launcher().run("key", "create", "mine");

        assertThat(created.exit()).as(created.err()).isZero();
        assertThat(created.out()).matches("cgw_key_[A-Za-z0-9_-]{43}");
    }

    /** The JVM refuses to be given two. */
    @Test
    void aCollectorOfTheUsersChoiceTakesThePlaceOfOurs() {
        Ended version = launcher().with("JAVA_OPTS", "-Xmx200m -XX:+UseSerialGC").run("--version");

        assertThat(version.exit()).as(version.err()).isZero();
    }

    private GatewayProcess.Builder launcher() {
        return GatewayProcess.in(folder).with("LOG_LEVEL", "info")
                .program(Path.of("bin", "codex-gateway").toAbsolutePath().toString());
    }
}
