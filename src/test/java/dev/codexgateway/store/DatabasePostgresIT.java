package dev.codexgateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.Postgres;

@Timeout(60)
class DatabasePostgresIT {
    private final DatabaseConfig config = Postgres.database();

    @Test
    void aDatabaseOfANewerVersionIsRefused() {
        try (Database database = Database.open(config)) {
            database.write(handle -> handle
                    .execute("""
                             INSERT INTO flyway_schema_history VALUES
                             (1000, '9999', 'later', 'SQL', 'V9999__later.sql', 0, 'later', now(), 0, true)"""));
        }

        assertThatThrownBy(() -> Database.open(config)).isInstanceOf(StoreException.class)
                .hasMessageContaining("9999").hasMessageContaining("newer");
    }

    @Test
    void aNewDatabaseIsMadeOnceWhenManyOpenItTogether() {
        List<Database> databases = Concurrently.call(4, () -> Database.open(config));

        assertThat(databases).allMatch(Database::answers);
        databases.forEach(Database::close);
    }

    @Test
    void aDatabaseThatWentAwayAnswersAgainWhenItIsBack() {
        try (Database database = Database.open(config)) {
            assertThat(database.answers()).isTrue();

            Postgres.takeAway(config);
            assertThat(database.answers()).isFalse();

            Postgres.bringBack(config);
            assertThat(answersWithin(database, Duration.ofSeconds(15))).isTrue();
        }
    }

    @Test
    void aTransactionWhoseConnectionBreaksSaysThatTheDatabaseIsAway() {
        try (Database database = Database.open(config)) {
            Throwable failure = catchThrowable(() -> database.write(handle -> {
                Postgres.takeAway(config);
                return handle.execute("INSERT INTO process VALUES ('p', 1)");
            }));
            Postgres.bringBack(config);

            assertThat(failure).isInstanceOfSatisfying(GatewayException.class,
                    away -> assertThat(away.error()).isInstanceOf(GatewayError.Unavailable.class));
        }
    }

    @Test
    void aServerThatFallsSilentIsNotWaitedForWithoutEnd() {
        try (Database database = Database.open(config)) {
            assertThat(database.<Integer>read(handle -> {
                try {
                    return handle.getConnection().getNetworkTimeout();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            })).isBetween(1, 60_000);
        }
    }

    private static boolean answersWithin(Database database, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            if (database.answers()) {
                return true;
            }
        }
        return false;
    }
}
