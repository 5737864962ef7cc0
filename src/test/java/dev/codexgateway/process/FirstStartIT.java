package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.process.GatewayProcess.Ended;

class FirstStartIT {
    private static final Duration EXIT = Duration.ofSeconds(20);
    private static final String SECRET = "a-client-secret-of-more-than-32-characters";

    @TempDir
    private Path folder;

    @Test
    void theFirstStartMakesThreeCredentialsAndTheNextOneUsesThem() throws Exception {
        Path file = folder.resolve("data/first-run-credentials.txt");
        String made;
        try (GatewayProcess gateway = GatewayProcess.in(folder).start()) {
            String line = gateway.awaitStart();
            made = Files.readString(file);

            assertThat(gateway.out().lines()).containsOnlyOnce(line);
            assertThat(line).contains("http://localhost:").contains(file.toString());
            assertThat(made).matches("GATEWAY_API_KEY=cgw_key_[A-Za-z0-9_-]{43}\n"
                    + "GATEWAY_OWNER_PASSWORD=[A-Za-z0-9_-]{43}\nOAUTH_CLIENT_SECRET=[A-Za-z0-9_-]{43}\n");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            assertThat(gateway.knock(gateway.key())).isEqualTo(200);
            gateway.terminate();
            gateway.awaitExit(EXIT);
        }

        try (GatewayProcess gateway = GatewayProcess.in(folder).serve()) {
            assertThat(file).hasContent(made);
            assertThat(gateway.knock(gateway.key())).isEqualTo(200);
        }
    }

    @Test
    void whatIsGivenIsNotMadeAndIsMissedWhenItIsNoLongerGiven() {
        GatewayProcess.Builder given = GatewayProcess.in(folder).with("OAUTH_CLIENT_SECRET", SECRET);
        try (GatewayProcess gateway = given.serve()) {
            assertThat(GatewayProcess.credentials(gateway.dataDirectory()).keySet())
                    .containsExactlyInAnyOrder("GATEWAY_API_KEY", "GATEWAY_OWNER_PASSWORD");
        }

        Ended ended = given.without("OAUTH_CLIENT_SECRET").run();

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err()).contains("OAUTH_CLIENT_SECRET is neither given nor in ")
                .contains("first-run-credentials.txt").doesNotContain("\tat ");
    }

    @Test
    void withEverythingGivenThereIsNoFile() {
        GatewayProcess.Builder given = GatewayProcess.in(folder).with("OAUTH_CLIENT_SECRET", SECRET)
                .with("GATEWAY_OWNER_PASSWORD", "an owner's password")
                .with("GATEWAY_API_KEY", "a-key-of-more-than-32-characters-0123");
        try (GatewayProcess gateway = given.start()) {
            assertThat(gateway.awaitStart()).doesNotContain("credentials");
            assertThat(gateway.dataDirectory().resolve("first-run-credentials.txt")).doesNotExist();
        }
    }

    @Test
    void twoThatStartAtOnceOnNothingShareOneSetOfCredentials() {
        GatewayProcess.Builder builder = GatewayProcess.in(folder);
        try (GatewayProcess one = builder.start(); GatewayProcess other = builder.start()) {
            one.awaitStart();
            other.awaitStart();
            Map<String, String> made = GatewayProcess.credentials(one.dataDirectory());

            assertThat(made).hasSize(3);
            assertThat(one.knock(made.get("GATEWAY_API_KEY"))).isEqualTo(200);
            assertThat(other.knock(made.get("GATEWAY_API_KEY"))).isEqualTo(200);
        }
    }

    @Test
    void aFirstStartThatWasKilledAnywhereIsMadeGoodByTheNext() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GatewayProcess.Builder builder = GatewayProcess.in(folder);
        for (int kills = 0; kills < 5; kills++) {
            try (GatewayProcess killed = builder.start()) {
                killed.endsWithin(Duration.ofMillis(random.nextLong(200, 2000)));
            }
        }
        // What a kill leaves that hits between two system calls.
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/first-run-credentials.txt123.tmp"), "GATEWAY_API_KEY=half");

        try (GatewayProcess gateway = builder.serve()) {
            assertThat(GatewayProcess.credentials(gateway.dataDirectory())).as("seed %d", seed).hasSize(3);
            assertThat(gateway.knock(gateway.key())).isEqualTo(200);
        }
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).as("seed %d", seed).isEmpty();
        }
    }
}
