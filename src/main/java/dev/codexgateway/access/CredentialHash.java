package dev.codexgateway.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a credential, which is all that is kept of it. Credentials carry 256 random bits, so a slow password hash
 * would add nothing but load.
 */
public record CredentialHash(String hex) {

    /** Copied for each use, which is cheaper than to look for a provider each time. */
    private static final MessageDigest SHA_256 = sha256();

    public static CredentialHash of(String credential) {
        try {
            byte[] hash = ((MessageDigest) SHA_256.clone()).digest(credential.getBytes(StandardCharsets.UTF_8));
            return new CredentialHash(HexFormat.of().formatHex(hash));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of every Java platform can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Compares in constant time. */
    public boolean matches(CredentialHash other) {
        return MessageDigest.isEqual(hex.getBytes(StandardCharsets.US_ASCII),
                other.hex.getBytes(StandardCharsets.US_ASCII));
    }
}
