package dev.codexgateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import dev.codexgateway.config.Secret;
import dev.codexgateway.store.DatabaseConfig;

/** One real PostgreSQL server on loopback, which starts when a test first needs it and ends with the tests' JVM. */
public final class Postgres {
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Postgres() {}

    /** A new, empty database. */
    public static DatabaseConfig database() {
        String name = "test_" + DATABASES.incrementAndGet();
        run("CREATE DATABASE " + name);
        return new DatabaseConfig(
                Secret.of("jdbc:postgresql://127.0.0.1:" + SERVER.getPort() + "/" + name + "?user=postgres"),
                Path.of("target"));
    }

    /** Ends a database's connections and takes no new ones, as when its server is away. */
    public static void takeAway(DatabaseConfig database) {
        run("ALTER DATABASE " + name(database) + " ALLOW_CONNECTIONS false");
        run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name(database) + "'");
    }

    public static void bringBack(DatabaseConfig database) {
        run("ALTER DATABASE " + name(database) + " ALLOW_CONNECTIONS true");
    }

    private static String name(DatabaseConfig database) {
        String url = database.url().reveal();
        return url.substring(url.lastIndexOf('/') + 1, url.indexOf('?'));
    }

    private static void run(String sql) {
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    // It need not outlive its machine.
                    .setServerConfig("fsync", "off")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
