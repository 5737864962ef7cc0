package dev.codexgateway.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Packages for Node that a test installs. Where npm is missing or its registry out of reach, the test is skipped and says so. */
public final class Npm {
    private static final Duration INSTALLING = Duration.ofMinutes(3);
    private static final Duration ASKING = Duration.ofMinutes(1);
    /** What npm says when a package is in no cache and the registry does not answer. */
    private static final Pattern OUT_OF_REACH = Pattern
            .compile("ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH");

    private Npm() {}

    /** Installs packages, or what the folder's {@code package.json} names if none are named here, into {@code node_modules}. */
    public static void install(Path folder, List<String> options, String... packages) throws Exception {
        assumeTrue(Command.run(ASKING, "npm", "--version").succeeded(), "npm is not here");
        Files.createDirectories(folder);
        List<String> words = new ArrayList<>(List.of("npm", "install", "--prefix", folder.toString(), "--no-audit",
                "--no-fund", "--prefer-offline"));
        words.addAll(options);
        words.addAll(List.of(packages));

        Command installed = Command.run(INSTALLING, words.toArray(String[]::new));

        assumeTrue(installed.succeeded() || !OUT_OF_REACH.matcher(installed.output()).find(),
                "packages are not here and their registry does not answer");
        assertThat(installed.succeeded()).as(installed.output()).isTrue();
    }
}
