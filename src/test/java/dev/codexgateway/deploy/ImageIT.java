package dev.codexgateway.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Command;

/**
 * Builds the image and looks into it. Skipped where there is no {@code buildah}, or where a base image neither stands on
 * this machine nor is offered by its registry within seconds.
 */
class ImageIT {
    private static final Duration QUESTION = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMinutes(2);
    private static final Duration BUILD = Duration.ofMinutes(20);
    private static final String IMAGE = "localhost/codex-gateway-image-it";
    private static final String CONTAINER = "codex-gateway-image-it";

    /** Why nothing can be built here, or empty. */
    private static Optional<String> missing = Optional.empty();

    @BeforeAll
    static void build() throws Exception {
        missing = missing();
        if (missing.isPresent()) {
            System.out.println("ImageIT is skipped: " + missing.get());
            return;
        }
        Command build = buildah(BUILD, "build", "--format", "docker", "--isolation", "chroot", "--tag", IMAGE, ".");
        assertThat(build.succeeded()).as(build.output()).isTrue();
        Command from = buildah(STEP, "from", "--pull-never", "--name", CONTAINER, IMAGE);
        assertThat(from.succeeded()).as(from.output()).isTrue();
    }

    @BeforeEach
    void skipWhereNothingCanBeBuilt() {
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
    }

    @AfterAll
    static void remove() throws Exception {
        if (missing.isEmpty()) {
            buildah(STEP, "rm", CONTAINER);
            buildah(STEP, "rmi", IMAGE);
        }
    }

    @Test
    void theImageRunsTheProgramOfThisVersion() throws Exception {
        Command version = run("codex-gateway", "--version");

        assertThat(version.output()).contains(Project.version());
        assertThat(version.status()).isZero();
    }

    @Test
    void theUserOwnsTheDataFolderAndNothingElse() throws Exception {
        Command owned = run("bash", "-c", "id -u && [ -w /data ] && [ ! -w /app ] && [ ! -w /app/libs ] && [ ! -w / ]");

        assertThat(owned.output().strip()).isEqualTo("10001");
        assertThat(owned.status()).isZero();
    }

    @Test
    void sqlitesNativeLibraryIsUnpackedForThisMachine() throws Exception {
        Command listed = run("bash", "-c", "[ -s /app/native/libsqlitejdbc.so ]");

        assertThat(listed.status()).as(listed.output()).isZero();
    }

    private static Optional<String> missing() throws Exception {
        if (!buildah(QUESTION, "--version").succeeded()) {
            return Optional.of("buildah is not here");
        }
        for (String base : Dockerfile.read().bases()) {
            if (!buildah(QUESTION, "inspect", "--type", "image", base).succeeded()
                    && !buildah(QUESTION, "manifest", "inspect", base).succeeded()) {
                return Optional.of(base + " is not here and its registry does not answer");
            }
        }
        return Optional.empty();
    }

    private static Command run(String... words) throws Exception {
        String[] run = {"run", "--isolation", "chroot", CONTAINER, "--"};
        String[] all = new String[run.length + words.length];
        System.arraycopy(run, 0, all, 0, run.length);
        System.arraycopy(words, 0, all, run.length, words.length);
        return buildah(STEP, all);
    }

    private static Command buildah(Duration deadline, String... words) throws Exception {
        String[] all = new String[words.length + 1];
        all[0] = "buildah";
        System.arraycopy(words, 0, all, 1, words.length);
        return Command.run(deadline, all);
    }
}
