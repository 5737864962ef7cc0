package dev.codexgateway.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import dev.codexgateway.config.Secret;
import dev.codexgateway.testing.Postgres;
import dev.codexgateway.testing.Scratch;

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
        return new TestDatabase(() -> in(Scratch.folder("store")));
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
    public void afterAll(ExtensionContext context) {
        database.ifPresent(Database::close);
        if (config.filter(DatabaseConfig::embedded).isPresent()) {
            Scratch.remove(config.get().dataDirectory());
        }
    }
}
