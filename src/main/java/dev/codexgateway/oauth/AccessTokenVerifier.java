package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.CredentialVerifier;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;

/**
 * Lets our own access tokens in, each at its own resource. One that was good is good here for {@link #CACHED} without asking
 * the store again; a revocation in this process forgets all of them at once.
 */
public final class AccessTokenVerifier implements CredentialVerifier {
    private static final Duration CACHED = Duration.ofSeconds(3);
    private static final int MAX_CACHED = 50_000;

    private final Grants grants;
    private final Clock clock;
    private final Cache<CredentialHash, Grants.IssuedAccess> cache = Caffeine.newBuilder().maximumSize(MAX_CACHED)
            .expireAfterWrite(CACHED).executor(Runnable::run).build();
    private final AtomicInteger forgotten = new AtomicInteger();

    public AccessTokenVerifier(Grants grants, Clock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> verify(String credential, Resource resource) {
        if (!credential.startsWith(RandomToken.ACCESS)) {
            return Optional.empty();
        }
        return issued(CredentialHash.of(credential), resource)
                .filter(token -> clock.instant().isBefore(token.expiresAt())
                        && token.grant().resource().equals(resource.name()))
                .map(AccessTokenVerifier::caller);
    }

    /** Asks the store again for every token. */
    void forget() {
        forgotten.incrementAndGet();
        cache.invalidateAll();
    }

    /** Only what opens the resource is kept here and noted as used. */
    private Optional<Grants.IssuedAccess> issued(CredentialHash hash, Resource resource) {
        Grants.IssuedAccess cached = cache.getIfPresent(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        int before = forgotten.get();
        Optional<Grants.IssuedAccess> found = grants.access(hash, clock.instant())
                .filter(token -> token.grant().resource().equals(resource.name()));
        found.ifPresent(token -> {
            cache.put(hash, token);
            if (forgotten.get() != before) {
                // It may have been read before the revocation that all were forgotten for.
                cache.invalidate(hash);
            }
            grants.used(token.grant().id(), clock.instant());
        });
        return found;
    }

    private static Caller caller(Grants.IssuedAccess token) {
        return token.user().map(user -> new Caller(user.callerId(), user.name(), scopes(token.scopes(), user)))
                .orElseGet(() -> new Caller("client:" + token.grant().clientId(), token.grant().clientId(),
                        token.scopes()));
    }

    /** Whoever is no owner any more administers no more, whatever was granted then. */
    private static Set<Scope> scopes(Set<Scope> granted, User user) {
        return user.owner()
                ? granted
                : granted.stream().filter(scope -> scope != Scope.ADMIN).collect(Collectors.toUnmodifiableSet());
    }
}
