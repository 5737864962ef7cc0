package dev.codexgateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jdbi.v3.core.HandleCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.config.Secret;
import dev.codexgateway.testing.Concurrently;

@Timeout(60)
class DatabaseTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path folder;

    @Test
    void aDatabaseOfANewerVersionIsRefusedAndLeftAsItIs() {
        try (Database database = open()) {
            database.write(handle -> handle
                    .execute(
                            """
                            INSERT INTO flyway_schema_history VALUES
                            (1000, '9999', 'later', 'SQL', 'V9999__later.sql', 0, 'later', CURRENT_TIMESTAMP, 0, 1)"""));
        }

        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("9999")
                .hasMessageContaining("newer").hasMessageContaining("backup");
    }

    @Test
    void aNewDatabaseIsMadeOnceWhenManyOpenItTogether() {
        List<Database> databases = Concurrently.call(4, this::open);
        try {
            assertThat(databases).allMatch(Database::answers);
            assertThat(databases).allMatch(database -> database.read(count("flyway_schema_history")) == migrations());
        } finally {
            databases.forEach(Database::close);
        }
    }

    @Test
    void aDatabaseIsOpenedAgainWithWhatIsInIt() {
        try (Database database = open()) {
            database.write(handle -> handle.execute("INSERT INTO process VALUES ('p', 1)"));
        }

        try (Database database = open()) {
            assertThat(database.read(count("process"))).isEqualTo(1);
        }
    }

    @Test
    void commitsAreDurableAndForeignKeysHoldOnEveryConnection() {
        try (Database database = open()) {
            for (HandleCallback<List<String>, RuntimeException> look : List.of(pragmas(), pragmas(), pragmas())) {
                assertThat(database.write(look)).containsExactly("wal", "2", "1", "10000");
                assertThat(database.read(look)).containsExactly("wal", "2", "1", "10000");
            }
        }
    }

    @Test
    void theDatabasesClockIsInMilliseconds() {
        try (Database database = open()) {
            long now = database.read(handle -> handle.createQuery("SELECT " + database.now()).mapTo(Long.class).one());

            assertThat(now).isBetween(1_600_000_000_000L, 32_000_000_000_000L);
        }
    }

    @Test
    void aFailedTransactionLeavesNothing() {
        try (Database database = open()) {
            assertThatThrownBy(() -> database.write(handle -> {
                handle.execute("INSERT INTO process VALUES ('p', 1)");
                throw new IllegalStateException("on the way");
            })).isInstanceOf(IllegalStateException.class).hasMessage("on the way");

            assertThat(database.read(count("process"))).isZero();
        }
    }

    @Test
    void aDatabaseWhoseFileIsGoneDoesNotAnswer() throws IOException {
        try (Database database = open()) {
            assertThat(database.answers()).isTrue();

            Files.delete(folder.resolve("gateway.db"));

            assertThat(database.answers()).isFalse();
        }
    }

    @Test
    void aDatabaseWhoseFileIsBackAnswersAgain() throws IOException {
        try (Database database = open()) {
            Files.move(folder.resolve("gateway.db"), folder.resolve("aside"));
            assertThat(database.answers()).isFalse();

            Files.move(folder.resolve("aside"), folder.resolve("gateway.db"));

            assertThat(database.answers()).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsRefused() throws IOException {
        Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Database.open(TestDatabase.in(folder.resolve("file"))))
                .isInstanceOf(StoreException.class).hasMessageContaining("writable");
    }

    /** Each waits a while before it gives up; together they wait once. */
    @Test
    void whatIsNoDatabaseIsGivenUpSoonAndWithoutItsPassword() throws IOException {
        Files.writeString(folder.resolve("gateway.db"), "not a database, but text of some length. ".repeat(100));
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerSocket closed = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            closed.close();
            long began = System.nanoTime();

            List<Throwable> refusals = Concurrently.call(List.of(() -> catchThrowable(this::open),
                    () -> catchThrowable(() -> Database.open(server(silent))),
                    () -> catchThrowable(() -> Database.open(server(closed)))));

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
            assertThat(refusals).allSatisfy(refusal -> assertThat(refusal).isInstanceOf(StoreException.class)
                    .hasMessageNotContaining("secret"));
        }
    }

    private static DatabaseConfig server(ServerSocket socket) {
        return new DatabaseConfig(
                Secret.of("jdbc:postgresql://127.0.0.1:" + socket.getLocalPort() + "/gateway?user=u&password=secret"),
                Path.of("target"));
    }

    private Database open() {
        return Database.open(TestDatabase.in(folder));
    }

    private static long migrations() {
        try (var scripts = Files.list(Path.of("src/main/resources/db/migration"))) {
            return scripts.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HandleCallback<Long, RuntimeException> count(String table) {
        return handle -> handle.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one();
    }

    private static HandleCallback<List<String>, RuntimeException> pragmas() {
        return handle -> List.of("journal_mode", "synchronous", "foreign_keys", "busy_timeout").stream()
                .map(name -> handle.createQuery("PRAGMA " + name).mapTo(String.class).one()).toList();
    }
}
