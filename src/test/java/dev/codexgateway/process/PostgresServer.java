package dev.codexgateway.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import dev.codexgateway.testing.Ports;

/** A PostgreSQL server that can be stopped and started again, on the same port and with the data that it had. */
final class PostgresServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private EmbeddedPostgres running;

    PostgresServer(Path folder) {
        this.data = folder.resolve("postgres");
        this.port = Ports.unused();
        start();
    }

    void start() {
        try {
            running = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(port)
                    .setServerConfig("fsync", "off")
                    .setPGStartupWait(Duration.ofSeconds(60)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        try {
            running.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server asks for no password, and the gateway need not know that. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&password=hunter2-hunter2";
    }

    @Override
    public void close() {
        stop();
    }
}
