package dev.codexgateway.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.codexgateway.config.Secret;

/**
 * An API key as it is kept: its hash, never the key.
 *
 * @param name      unique among the keys there are
 * @param allowance what its caller may use, where it is not the usual
 */
public record ApiKey(String name, CredentialHash hash, Set<Scope> scopes, Instant createdAt,
        Optional<Instant> expiresAt, Optional<Instant> lastUsedAt, Allowance allowance) {

    public static final String PREFIX = "cgw_key_";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

    /** A key with the usual allowance. */
    public ApiKey(String name, CredentialHash hash, Set<Scope> scopes, Instant createdAt, Optional<Instant> expiresAt,
            Optional<Instant> lastUsedAt) {
        this(name, hash, scopes, createdAt, expiresAt, lastUsedAt, Allowance.USUAL);
    }

    /** A new key of 256 random bits, with the prefix by which secret scanners know it. */
    public static Secret generate() {
        return Secret.generate(PREFIX);
    }

    public static boolean nameable(String name) {
        return NAME.matcher(name).matches();
    }

    public boolean expired(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** The identity is the key's hash: a new key under an old name is another caller. */
    public Caller caller() {
        return new Caller("key:" + hash.hex(), name, scopes, allowance);
    }
}
