package dev.codexgateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets that the operator of an embedded database need not choose: made at the first start into one file of
 * {@code NAME=value} lines, mode 0600.
 *
 * <p>The file appears whole or not at all (a hard link to a synced temporary file, which also never replaces one that is
 * there), and before anything is derived from it: whoever is killed in between finds the same values at the next start,
 * and of two processes started at once both use the winner's.
 */
public final class FirstRunCredentials {
    public static final String FILE = "first-run-credentials.txt";

    private final Path directory;
    private final Path file;

    public FirstRunCredentials(Path dataDirectory) {
        this.directory = dataDirectory;
        this.file = dataDirectory.resolve(FILE);
    }

    public Path file() {
        return file;
    }

    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * The file's values, after writing one with these names if there was none.
     *
     * @param missing the names that the configuration did not give
     * @throws ConfigException if the file can be neither made nor read
     */
    public Map<String, Secret> complete(Set<String> missing) {
        try {
            if (!exists() && !missing.isEmpty()) {
                Files.createDirectories(directory);
                write(missing);
            }
            if (exists()) {
                removeDrafts();
            }
            return read();
        } catch (IOException e) {
            throw new ConfigException(List.of(file.toAbsolutePath()
                    + " cannot be made or read: give the service's user its folder, or set DATA_DIR to another"));
        }
    }

    /** The values there are, none if there is no file. */
    public Map<String, Secret> read() throws IOException {
        Map<String, Secret> values = new LinkedHashMap<>();
        if (exists()) {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(line.substring(0, equals), Secret.of(line.substring(equals + 1)));
                }
            }
        }
        return values;
    }

    private void write(Set<String> names) throws IOException {
        StringBuilder lines = new StringBuilder();
        names.stream().sorted().forEach(name -> lines.append(name).append('=').append(generate(name)).append('\n'));
        Path draft = Files.createTempFile(directory, FILE, ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, draft);
            syncDirectory(directory);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            // Another process was first; its values are the ones, and it may have removed this draft.
            if (!exists()) {
                throw e;
            }
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Removes what starts left that were killed: once the file is there, nobody needs a draft. */
    private void removeDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, FILE + "*.tmp")) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String generate(String name) {
        return Secret.generate("GATEWAY_API_KEY".equals(name) ? "cgw_key_" : "").reveal();
    }

    /** The value for a name: what was given, else what the file holds. */
    public static Optional<Secret> choose(Optional<Secret> given, Map<String, Secret> file, String name) {
        return given.or(() -> Optional.ofNullable(file.get(name)));
    }
}
