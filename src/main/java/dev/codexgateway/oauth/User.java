package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A person who signs in.
 *
 * @param id           random, or for a company's user derived from issuer and subject
 * @param name         what the person is called and, for a local user, types at login
 * @param passwordHash an Argon2id string; empty for a user of the company's identity provider
 * @param owner        whether the user may claim callbacks and be granted {@code admin}
 * @param identity     who the company's identity provider says it is
 */
public record User(String id, String name, Optional<String> passwordHash, boolean owner, Optional<Identity> identity,
        Instant createdAt) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}");

    /** A new user with a password here. */
    public static User local(String name, String passwordHash, boolean owner, Instant now) {
        return new User(UUID.randomUUID().toString(), name, Optional.of(passwordHash), owner, Optional.empty(), now);
    }

    /** Whether a local user can be called so. */
    public static boolean nameable(String name) {
        return NAME.matcher(name).matches();
    }

    /** By what the user's conversations are owned. */
    public String callerId() {
        return callerId(id);
    }

    static String callerId(String id) {
        return "user:" + id;
    }

    /** A subject of an issuer (OpenID Connect Core §2). */
    public record Identity(String issuer, String subject) {}
}
