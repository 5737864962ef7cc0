package dev.codexgateway.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import dev.codexgateway.config.Secret;
import dev.codexgateway.testing.Postgres;

/** A database of its own for each class of tests. */
final class TestDatabase implements BeforeAllCallback, AfterAllCallback {
    private final Supplier<DatabaseConfig> fresh;
    private Optional<DatabaseConfig> config = Optional.empty();
    private Optional<Database> database = Optional.empty();

    private TestDatabase(Supplier<DatabaseConfig> fresh) {
        this.fresh = fresh;
    }

    static TestDatabase postgres() {
        return new TestDatabase(Postgres::database);
    }

    static TestDatabase sqlite() {
        return new TestDatabase(() -> {
            try {
                return in(Files.createTempDirectory("store"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    static DatabaseConfig in(Path folder) {
        return new DatabaseConfig(Secret.of("jdbc:sqlite:" + folder.resolve("gateway.db")), folder);
    }

    Database open() {
        return database.orElseThrow();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        config = Optional.of(fresh.get());
        database = config.map(Database::open);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        database.ifPresent(Database::close);
        if (config.filter(DatabaseConfig::embedded).isPresent()) {
            try (Stream<Path> files = Files.walk(config.get().dataDirectory())) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
