package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.FirstUser;
import dev.codexgateway.oauth.Passwords;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcUsers;

/**
 * An embedded database of a gateway that nobody has used yet: with its schema, and with the first user, whose password is
 * {@link GatewayFixture#OWNER_PASSWORD}. It is made once, by the gateway's own parts: to hash that password takes longer than
 * all else that a gateway does when it starts. Tests of a first start do without.
 */
final class UnusedDatabase {
    private static final String NAME = "gateway.db";
    private static final byte[] FILE = made();

    private UnusedDatabase() {}

    /** Puts it where a gateway with this data directory looks for its own. */
    static void copy(Path dataDirectory) throws IOException {
        Files.createDirectories(dataDirectory);
        Files.write(dataDirectory.resolve(NAME), FILE);
    }

    private static byte[] made() {
        Path folder = Scratch.folder("unused");
        Path file = folder.resolve(NAME);
        try {
            fill(new DatabaseConfig(Secret.of("jdbc:sqlite:" + file), folder));
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Scratch.remove(folder);
        }
    }

    /** When it is closed, its write-ahead log is in the file. */
    private static void fill(DatabaseConfig config) {
        try (Database database = Database.open(config); Passwords passwords = new Passwords()) {
            new FirstUser(new JdbcUsers(database), passwords, new MutableClock())
                    .ensure(Secret.of(GatewayFixture.OWNER_PASSWORD));
        }
    }
}
