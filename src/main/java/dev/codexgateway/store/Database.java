package dev.codexgateway.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * The connections to the database and its schema. Statements are the same for SQLite and PostgreSQL but for
 * {@link #now()}.
 *
 * <p>SQLite has one writer. Its transactions run on one thread of their own: while it waits for another process's lock it
 * does so in native code, which would hold a virtual thread's carrier. Safe for concurrent use.
 */
public final class Database implements AutoCloseable {
    private static final Duration BUSY = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** Longer than any statement takes; what is in a URL wins. */
    private static final Duration SILENT = Duration.ofMinutes(1);
    private static final int POOL = 10;
    /** A file lock holds other processes off, but not other threads of this one. */
    private static final ReentrantLock OPENING = new ReentrantLock();

    private final HikariDataSource writing;
    private final HikariDataSource reading;
    private final Jdbi writer;
    private final Jdbi reader;
    private final Optional<ExecutorService> writerThread;
    private final String now;
    private final Optional<Path> file;

    private Database(HikariDataSource writing, HikariDataSource reading, String now, Optional<Path> file) {
        this.writing = writing;
        this.reading = reading;
        this.writer = Jdbi.create(writing);
        this.reader = Jdbi.create(reading);
        this.now = now;
        this.file = file;
        this.writerThread = file.map(
                path -> Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("store-writer").factory()));
    }

    /**
     * Connects, and brings the schema up to date; of several processes that do so at once, one does and the others wait.
     *
     * @throws StoreException if the database cannot be reached, or was made by a newer version
     */
    public static Database open(DatabaseConfig config) {
        return config.embedded() ? openEmbedded(config.embeddedFile()) : openServer(config);
    }

    private static Database openEmbedded(Path file) {
        OPENING.lock();
        try {
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            Files.createDirectories(folder);
            // Flyway takes no lock on SQLite, so a file does.
            try (FileChannel channel = FileChannel.open(folder.resolve("." + file.getFileName() + ".lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                String url = "jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=FULL&foreign_keys=on&busy_timeout="
                        + BUSY.toMillis();
                HikariDataSource writing = pool(url + "&transaction_mode=IMMEDIATE", "writer", 1);
                HikariDataSource reading = pool(url, "reader", 4);
                return migrated(new Database(writing, reading, "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)",
                        Optional.of(file)));
            }
        } catch (IOException e) {
            throw new StoreException("the database file " + file + " cannot be made or opened; is its folder writable?",
                    e);
        } finally {
            OPENING.unlock();
        }
    }

    private static Database openServer(DatabaseConfig config) {
        HikariConfig settings = settings(config.url().reveal(), "database", POOL);
        settings.addDataSourceProperty("socketTimeout", Long.toString(SILENT.toSeconds()));
        settings.addDataSourceProperty("tcpKeepAlive", "true");
        HikariDataSource pool = new HikariDataSource(settings);
        return migrated(new Database(pool, pool, "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
                Optional.empty()));
    }

    private static HikariDataSource pool(String url, String name, int size) {
        return new HikariDataSource(settings(url, name, size));
    }

    private static HikariConfig settings(String url, String name, int size) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setPoolName(name);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(CONNECT.toMillis());
        pool.setInitializationFailTimeout(-1);
        pool.setAutoCommit(true);
        return pool;
    }

    private static Database migrated(Database database) {
        try {
            Flyway flyway = Flyway.configure().dataSource(database.writing).locations("classpath:db/migration").load();
            Optional<MigrationInfo> newer = Arrays.stream(flyway.info().applied())
                    .filter(applied -> applied.getState().name().startsWith("FUTURE")).findFirst();
            if (newer.isPresent()) {
                throw new StoreException("the database has schema version " + newer.get().getVersion()
                        + ", made by a newer Codex Gateway; run that version, or restore a backup from before the upgrade");
            }
            flyway.migrate();
            return database;
        } catch (FlywayException e) {
            database.close();
            throw new StoreException("the database cannot be reached or its schema brought up to date", e);
        } catch (StoreException e) {
            database.close();
            throw e;
        }
    }

    /** The expression for the database's own clock, in milliseconds: what leases are measured by. */
    String now() {
        return now;
    }

    /** Runs a transaction. */
    <T> T write(HandleCallback<T, RuntimeException> work) {
        return translated(
                () -> writerThread.isPresent() ? onWriterThread(writerThread.get(), work) : writer.inTransaction(work));
    }

    <T> T read(HandleCallback<T, RuntimeException> work) {
        return translated(() -> reader.withHandle(work));
    }

    /** Whether the database answers now. Blocks for as long as a connection may take. */
    public boolean answers() {
        try {
            return file.filter(path -> !Files.exists(path)).isEmpty()
                    && reader.withHandle(
                            handle -> handle.createQuery("SELECT COUNT(*) FROM process").mapTo(Long.class).one()) >= 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        writerThread.ifPresent(ExecutorService::close);
        writing.close();
        reading.close();
    }

    private <T> T onWriterThread(ExecutorService thread, HandleCallback<T, RuntimeException> work) {
        try {
            return thread.submit(() -> writer.inTransaction((Handle handle) -> work.withHandle(handle))).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while waiting for the database", e);
        }
    }

    private static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (JdbiException e) {
            throw away(e)
                    ? new GatewayException(new GatewayError.Unavailable("The gateway's database is away; try again.",
                            Duration.ofSeconds(5)), e)
                    : e;
        }
    }

    /** No connection could be had, or it broke: class 08 of SQLSTATE, and PostgreSQL's 57P for a server that stops. */
    private static boolean away(JdbiException e) {
        return e instanceof ConnectionException || e.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && (cause.getSQLState().startsWith("08") || cause.getSQLState().startsWith("57P"));
    }
}
