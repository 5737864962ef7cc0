package dev.codexgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.Settings;
import dev.codexgateway.config.Secret;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.testing.MutableClock;

class ApiKeyVerifierTest {
    @TempDir
    Path folder;
    private final MutableClock clock = new MutableClock();
    private final AtomicLong ticks = new AtomicLong();
    private Database database;
    private JdbcApiKeys keys;
    private ApiKeyVerifier verifier;

    @BeforeEach
    void open() {
        database = Database.open(Settings.read(Map.of("DATA_DIR", folder.toString()), folder).database());
        keys = new JdbcApiKeys(database);
        verifier = new ApiKeyVerifier(List.of(), keys, clock, ticks::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRevokedKeyIsRefusedWithinFiveSeconds() {
        Secret key = create("laptop", Optional.empty());
        assertThat(verifier.verify(key.reveal(), Resource.API)).isPresent();

        keys.revoke("laptop");
        ticks.addAndGet(Duration.ofSeconds(5).toNanos());

        assertThat(verifier.verify(key.reveal(), Resource.API)).isEmpty();
    }

    @Test
    void aKeyThatIsUsedAllTheTimeIsLookedUpAgainAllTheSame() {
        Secret key = create("laptop", Optional.empty());
        verifier.verify(key.reveal(), Resource.API);
        keys.revoke("laptop");

        for (int i = 0; i < 5; i++) {
            ticks.addAndGet(Duration.ofSeconds(1).toNanos());
            verifier.verify(key.reveal(), Resource.API);
        }

        assertThat(verifier.verify(key.reveal(), Resource.API)).isEmpty();
    }

    @Test
    void aKeyExpiresToTheMillisecondThoughItIsRemembered() {
        Secret key = create("guest", Optional.of(clock.instant().plusSeconds(1)));
        clock.advance(Duration.ofMillis(999));
        assertThat(verifier.verify(key.reveal(), Resource.API)).isPresent();

        clock.advance(Duration.ofMillis(1));

        assertThat(verifier.verify(key.reveal(), Resource.API)).isEmpty();
    }

    @Test
    void aNewKeyUnderAnOldNameIsAnotherCaller() {
        Secret first = create("laptop", Optional.empty());
        Caller old = verifier.verify(first.reveal(), Resource.API).orElseThrow();
        keys.revoke("laptop");
        Caller renewed = verifier.verify(create("laptop", Optional.empty()).reveal(), Resource.API).orElseThrow();

        assertThat(renewed.id()).isNotEqualTo(old.id());
        assertThat(renewed.id()).doesNotContain(first.reveal());
    }

    @Test
    void theLastUseIsNoted() {
        Secret key = create("laptop", Optional.empty());

        verifier.verify(key.reveal(), Resource.API);

        assertThat(keys.list().getFirst().lastUsedAt()).contains(clock.instant());
    }

    private Secret create(String name, Optional<Instant> expires) {
        Secret key = ApiKey.generate();
        assertThat(keys.create(new ApiKey(name, CredentialHash.of(key.reveal()), Scope.USUAL, clock.instant(), expires,
                Optional.empty()))).isTrue();
        return key;
    }
}
