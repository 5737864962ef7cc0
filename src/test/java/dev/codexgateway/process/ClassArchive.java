package dev.codexgateway.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.codexgateway.testing.Scratch;

/**
 * The packaged program's classes as they are once it serves, for its next processes to begin with: a third of a start is to
 * load them. Made by the first test of a run that starts a process; without it they start all the same.
 */
final class ClassArchive {
    private static final Path FILE = Path.of("target", "codex-gateway.jsa").toAbsolutePath();
    private static final Duration EXIT = Duration.ofMinutes(2);
    private static final List<String> OPTIONS = made()
            ? List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:cds=off")
            : List.of();

    private ClassArchive() {}

    /** What a JVM is to be told. */
    static List<String> options() {
        return OPTIONS;
    }

    private static boolean made() {
        Path folder = Scratch.folder("archive");
        try {
            Files.deleteIfExists(FILE);
            String[] program = Stream.of(List.of(GatewayProcess.JAVA.toString()), GatewayProcess.OPTIONS,
                    List.of("-XX:ArchiveClassesAtExit=" + FILE, "-Xlog:cds=off", "-jar", GatewayProcess.JAR.toString()))
                    .flatMap(List::stream).toArray(String[]::new);
            try (GatewayProcess gateway = GatewayProcess.in(folder).program(program).serve()) {
                gateway.terminate();
                gateway.awaitExit(EXIT);
            }
            return Files.exists(FILE);
        } catch (IOException | AssertionError e) {
            return false;
        } finally {
            Scratch.remove(folder);
        }
    }
}
