package dev.codexgateway.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;

import dev.codexgateway.config.Secret;

/**
 * Verifies API keys, those of the configuration and those in the store. They open every resource.
 *
 * <p>A key found in the store is good here for {@link #CACHED} without asking again: within the five seconds in which a
 * revocation must bite everywhere. Its last use is noted at most once a {@link #NOTED_EVERY}.
 */
public final class ApiKeyVerifier implements CredentialVerifier {
    static final Duration CACHED = Duration.ofSeconds(3);
    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);
    private static final int MAX_CACHED = 10_000;

    private final Map<CredentialHash, Known> configured;
    private final ApiKeys keys;
    private final Clock clock;
    private final Cache<CredentialHash, Known> cache;

    public ApiKeyVerifier(Collection<Secret> configured, ApiKeys keys, Clock clock) {
        this(configured, keys, clock, Ticker.systemTicker());
    }

    /** @param ticker for the cache, since a clock that is set back must not lengthen a revoked key's life */
    ApiKeyVerifier(Collection<Secret> configured, ApiKeys keys, Clock clock, Ticker ticker) {
        this.configured = configured.stream().map(Secret::reveal).map(CredentialHash::of)
                .map(hash -> new ApiKey("configured-" + hash.hex().substring(0, 8), hash, Scope.USUAL, Instant.EPOCH,
                        Optional.empty(), Optional.empty()))
                .collect(Collectors.toUnmodifiableMap(ApiKey::hash, Known::of));
        this.keys = keys;
        this.cache = Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(CACHED).ticker(ticker)
                .executor(Runnable::run).build();
        this.clock = clock;
    }

    @Override
    public Optional<Caller> verify(String credential, Resource resource) {
        CredentialHash hash = CredentialHash.of(credential);
        return Optional.ofNullable(configured.get(hash))
                .or(() -> credential.startsWith(ApiKey.PREFIX) ? stored(hash) : Optional.empty())
                .filter(known -> known.key().hash().matches(hash) && !expired(known.key()))
                .map(Known::caller);
    }

    /** Most keys never expire, and need not know what time it is. */
    private boolean expired(ApiKey key) {
        return key.expiresAt().isPresent() && key.expired(clock.instant());
    }

    private Optional<Known> stored(CredentialHash hash) {
        Known cached = cache.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Known> found = keys.find(hash).map(Known::of);
        found.ifPresent(known -> {
            cache.put(hash, known);
            note(known.key());
        });
        return found;
    }

    private void note(ApiKey key) {
        Instant now = clock.instant();
        if (!key.expired(now) && key.lastUsedAt().filter(last -> last.plus(NOTED_EVERY).isAfter(now)).isEmpty()) {
            keys.used(key.hash(), now);
        }
    }

    /** A key, and who comes with it: not made again for each request. */
    private record Known(ApiKey key, Caller caller) {

        static Known of(ApiKey key) {
            return new Known(key, key.caller());
        }
    }
}
