package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Where tests have their folders: in memory, where there is room for that. A database waits for its disk at every commit, and
 * what is held by tests is not that the disk keeps its word. Of JUnit's {@code @TempDir} as well.
 */
public final class Scratch implements TempDirFactory {
    private static final long ROOM = 2L << 30;
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Path PLACE = roomy(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));

    /** A new folder, which whoever asked for it removes. */
    public static Path folder(String name) {
        try {
            return Files.createTempDirectory(PLACE, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a folder and all in it. */
    public static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) {
        return folder("junit");
    }

    private static boolean roomy(Path place) {
        try {
            return Files.isWritable(place) && Files.getFileStore(place).getUsableSpace() >= ROOM && runsPrograms(place);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean runsPrograms(Path place) throws IOException {
        Path program = Files.createTempFile(place, "program", "");
        try {
            return program.toFile().setExecutable(true) && Files.isExecutable(program);
        } finally {
            Files.delete(program);
        }
    }
}
