package dev.codexgateway.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** A value that must not be seen: it does not print, and it is compared in constant time. */
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(value);
    }

    /**
     * A new one of 256 random bits.
     *
     * @param prefix by which secret scanners know what it is
     */
    public static Secret generate(String prefix) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return of(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** The value itself, for the one place that sends or hashes it. */
    public String reveal() {
        return value;
    }

    public int length() {
        return value.length();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
