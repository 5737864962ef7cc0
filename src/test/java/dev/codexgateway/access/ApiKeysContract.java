package dev.codexgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.testing.Concurrently;

/** How API keys are kept. */
@Timeout(60)
public abstract class ApiKeysContract {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final int MANY = 16;

    /** Tests share a database. */
    private final String prefix = UUID.randomUUID() + ".";

    protected abstract ApiKeys keys();

    @Test
    void aKeyIsFoundByItsHashAsItWasCreated() {
        ApiKey key = new ApiKey(prefix + "a", hash(), Set.of(Scope.READ, Scope.ADMIN), NOW,
                Optional.of(NOW.plus(Duration.ofDays(30))), Optional.empty());

        assertThat(keys().create(key)).isTrue();

        assertThat(keys().find(key.hash())).contains(key);
        assertThat(keys().find(hash())).isEmpty();
    }

    @Test
    void aKeyKeepsTheAllowanceOfItsCaller() {
        ApiKey own = new ApiKey(prefix + "a", hash(), Scope.USUAL, NOW, Optional.empty(), Optional.empty(),
                new Allowance(Optional.of(1), Optional.empty(), Optional.of(Integer.MAX_VALUE)));
        ApiKey usual = key("b");

        keys().create(own);
        keys().create(usual);

        assertThat(keys().find(own.hash())).contains(own);
        assertThat(own.caller().allowance()).isEqualTo(own.allowance());
        assertThat(keys().find(usual.hash())).map(ApiKey::allowance).contains(Allowance.USUAL);
    }

    @Test
    void aNameIsTakenOnce() {
        ApiKey first = key("a");
        keys().create(first);

        assertThat(keys().create(key("a"))).isFalse();
        assertThat(keys().list()).contains(first).filteredOn(key -> key.name().equals(first.name())).hasSize(1);
    }

    @Test
    void aKeyIsNotKeptUnderTwoNames() {
        ApiKey first = key("a");
        keys().create(first);

        assertThat(keys().create(new ApiKey(prefix + "b", first.hash(), Scope.USUAL, NOW, Optional.empty(),
                Optional.empty()))).isFalse();
        assertThat(keys().find(first.hash())).contains(first);
    }

    @RepeatedTest(3)
    void ofManyKeysOfOneNameOneIsKept() {
        assertThat(Concurrently.call(MANY, () -> keys().create(key("a")))).filteredOn(created -> created).hasSize(1);
    }

    @Test
    void keysAreListedByName() {
        keys().create(key("c"));
        keys().create(key("B"));
        keys().create(key("a"));

        assertThat(keys().list()).extracting(ApiKey::name).filteredOn(name -> name.startsWith(prefix))
                .containsExactly(prefix + "B", prefix + "a", prefix + "c");
    }

    @Test
    void aRevokedKeyIsGoneAndItsNameIsFree() {
        ApiKey revoked = key("a");
        keys().create(revoked);

        assertThat(keys().revoke(revoked.name())).isTrue();

        assertThat(keys().find(revoked.hash())).isEmpty();
        assertThat(keys().revoke(revoked.name())).isFalse();
        assertThat(keys().create(key("a"))).isTrue();
    }

    @Test
    void aKeyRemembersWhenItWasLastUsed() {
        ApiKey key = key("a");
        keys().create(key);

        keys().used(key.hash(), NOW.plusSeconds(1));

        assertThat(keys().find(key.hash())).flatMap(ApiKey::lastUsedAt).contains(NOW.plusSeconds(1));
    }

    @Test
    void theUseOfAKeyThatIsGoneIsNotNoted() {
        keys().used(hash(), NOW);

        assertThat(keys().list()).noneMatch(key -> key.name().startsWith(prefix));
    }

    private ApiKey key(String name) {
        return new ApiKey(prefix + name, hash(), Scope.USUAL, NOW, Optional.empty(), Optional.empty());
    }

    private static CredentialHash hash() {
        return CredentialHash.of(UUID.randomUUID().toString());
    }
}
