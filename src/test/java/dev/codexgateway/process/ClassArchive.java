package dev.codexgateway.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.codexgateway.testing.Scratch;

/**
 * The packaged program's classes as they are once it serves, for its next processes to begin with: half of a start is to load
 * and link them. Made by the first test of a run that starts a process, while the others wait; without it they start all the
 * same.
 */
final class ClassArchive {
    private static final Path FILE = Path.of("target", "codex-gateway.aot").toAbsolutePath();
    private static final Path LOCK = Path.of("target", "codex-gateway.aot.lock").toAbsolutePath();
    private static final Duration EXIT = Duration.ofMinutes(2);
    private static final List<String> OPTIONS = made()
            ? List.of("-XX:AOTCache=" + FILE, "-Xlog:aot=off", "-Xlog:cds=off")
            : List.of();

    private ClassArchive() {}

    /** What a JVM is to be told. */
    static List<String> options() {
        return OPTIONS;
    }

    private static boolean made() {
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            return fresh() || recorded();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean fresh() throws IOException {
        return Files.exists(FILE)
                && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(GatewayProcess.JAR)) > 0;
    }

    private static boolean recorded() throws IOException {
        Files.deleteIfExists(FILE);
        Path folder = Scratch.folder("archive");
        String[] program = Stream.of(List.of(GatewayProcess.JAVA.toString()), GatewayProcess.OPTIONS,
                List.of("-XX:AOTCacheOutput=" + FILE, "-Xlog:aot=off", "-Xlog:cds=off", "-jar",
                        GatewayProcess.JAR.toString()))
                .flatMap(List::stream).toArray(String[]::new);
        try (GatewayProcess gateway = GatewayProcess.in(folder).program(program).serve()) {
            gateway.terminate();
            gateway.awaitExit(EXIT);
            return Files.exists(FILE);
        } catch (AssertionError e) {
            return false;
        } finally {
            Scratch.remove(folder);
        }
    }
}
