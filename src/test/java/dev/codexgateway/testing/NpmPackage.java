package dev.codexgateway.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program or library from npm. It is installed once into the user's cache folder, since some are large, and stays there from
 * build to build. Its scripts are not run. Where there is no npm, or no registry, the test that wants it is skipped and says so.
 */
public final class NpmPackage {
    private static final Duration INSTALLING = Duration.ofMinutes(5);
    /** What npm says when the package is in no cache and the registry does not answer. */
    private static final Pattern OUT_OF_REACH = Pattern
            .compile("ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH");

    private NpmPackage() {}

    /**
     * The folder whose {@code node_modules} has it.
     *
     * @param name with its version, such as {@code openai@7.55.0}
     */
    public static synchronized Path installed(String name) throws IOException, InterruptedException {
        assumeTrue(Command.run(INSTALLING, "npm", "--version").succeeded(), "skipped: npm is not here");
        Path folder = cache().resolve(name.replace('/', '+'));
        if (!Files.isDirectory(folder)) {
            install(name, folder);
        }
        return folder;
    }

    private static void install(String name, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder.getParent());
        Path unfinished = Files.createTempDirectory(folder.getParent(), ".unfinished");
        Command installing = Command.run(INSTALLING, "npm", "install", "--prefix", unfinished.toString(), "--no-audit",
                "--no-fund", "--prefer-offline", "--ignore-scripts", name);
        assumeTrue(installing.succeeded() || !OUT_OF_REACH.matcher(installing.output()).find(),
                "skipped: " + name + " is not here and npm's registry does not answer");
        if (!installing.succeeded()) {
            throw new AssertionError(installing.output());
        }
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            // Another build was faster.
        }
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).filter(name -> !name.isBlank()).map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache")).resolve("codex-gateway/npm");
    }
}
