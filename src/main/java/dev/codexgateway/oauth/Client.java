package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;

/**
 * A client (RFC 6749 §2).
 *
 * @param secret       the hash of its secret, for a confidential client
 * @param olderSecret  the hash of the one before, good until it is dropped, so that secrets can be rotated
 * @param redirectUris those that match exactly
 */
public record Client(String id, String name, Kind kind, Optional<CredentialHash> secret,
        Optional<CredentialHash> olderSecret,
        List<String> redirectUris, Instant createdAt) {

    public static final String SECRET_PREFIX = "cgw_cs_";
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,100}$)[^\\p{C}\\p{Z}]+(?: [^\\p{C}\\p{Z}]+)*");

    public Client {
        redirectUris = List.copyOf(redirectUris);
    }

    /** A new secret for a confidential client, of 256 random bits. */
    public static Secret newSecret() {
        return Secret.generate(SECRET_PREFIX);
    }

    /** Whether a name can be shown to a person as it is: no control or format characters, which could dress it up. */
    public static boolean nameable(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the secret is the client's, or its older one; in constant time. */
    public boolean authenticates(Secret presented) {
        CredentialHash hash = CredentialHash.of(presented.reveal());
        boolean current = secret.filter(hash::matches).isPresent();
        return olderSecret.filter(hash::matches).isPresent() | current;
    }

    /** Whether it can keep a secret (RFC 6749 §2.1). */
    public boolean confidential() {
        return secret.isPresent();
    }

    /** The one client that a GPT uses: it may be granted {@code admin}, and ChatGPT's callbacks are claimed for it. */
    public boolean configured() {
        return kind == Kind.CONFIGURED;
    }

    /** Where it comes from. */
    public enum Kind {
        /** The configuration. */
        CONFIGURED,
        /** {@code client add}. */
        ADDED,
        /** Dynamic registration (RFC 7591). */
        REGISTERED
    }
}
