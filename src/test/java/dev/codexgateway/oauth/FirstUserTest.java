package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcUsers;
import dev.codexgateway.testing.MutableClock;

class FirstUserTest {
    private static final Secret PASSWORD = Secret.of("the owner's password");

    @TempDir
    private Path folder;
    private Database database;
    private Users users;
    private final Passwords passwords = new Passwords();

    @BeforeEach
    void open() {
        database = Database.open(DatabaseConfig
                .read(new ConfigReader(Map.of("DATA_DIR", folder.toString()), Path.of("/nonexistent"))));
        users = new JdbcUsers(database);
    }

    @AfterEach
    void close() {
        passwords.close();
        database.close();
    }

    @Test
    void theFirstStartMakesAnOwnerWithThatPassword() {
        first().ensure(PASSWORD);

        User owner = users.named("owner").orElseThrow();
        assertThat(owner.owner()).isTrue();
        assertThat(owner.createdAt()).isEqualTo(new MutableClock().instant());
        assertThat(passwords.matches(PASSWORD, owner.passwordHash())).isTrue();
    }

    @Test
    void aLaterStartChangesNothingWhateverThePasswordIsThen() {
        first().ensure(PASSWORD);
        User owner = users.named("owner").orElseThrow();

        first().ensure(Secret.of("another password"));

        assertThat(users.list()).containsExactly(owner);
    }

    @Test
    void nothingIsHashedWhereTheUserIs() {
        User there = User.local("owner", "hash", false, Instant.EPOCH);
        users.add(there);
        Passwords closed = new Passwords();
        closed.close();

        new FirstUser(users, closed, new MutableClock()).ensure(PASSWORD);

        assertThat(users.list()).containsExactly(there);
    }

    @Test
    void ofManyStartsAtOnceOneMakesTheUser() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Optional<Void>>> starts = Collections.nCopies(8, () -> {
                first().ensure(PASSWORD);
                return Optional.empty();
            });
            for (var start : threads.invokeAll(starts)) {
                start.get();
            }
        }

        assertThat(users.list()).hasSize(1);
        assertThat(passwords.matches(PASSWORD, users.list().getFirst().passwordHash())).isTrue();
    }

    private FirstUser first() {
        return new FirstUser(users, passwords, new MutableClock());
    }
}
