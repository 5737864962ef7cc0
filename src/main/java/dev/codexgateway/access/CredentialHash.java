package dev.codexgateway.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a credential, which is all that is kept of it. Credentials carry 256 random bits, so a slow password hash
 * would add nothing but load. Immutable; compared in constant time.
 */
public final class CredentialHash {

    /** Copied for each use, which is cheaper than to look for a provider each time. */
    private static final MessageDigest SHA_256 = sha256();

    private final byte[] bytes;

    private CredentialHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param hex as {@link #hex} gives it */
    public CredentialHash(String hex) {
        this(HexFormat.of().parseHex(hex));
    }

    public static CredentialHash of(String credential) {
        try {
            return new CredentialHash(
                    ((MessageDigest) SHA_256.clone()).digest(credential.getBytes(StandardCharsets.UTF_8)));
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

    /** As it is stored: 64 digits, small letters. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    public boolean matches(CredentialHash other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CredentialHash that && matches(that);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).getInt();
    }

    @Override
    public String toString() {
        return "CredentialHash[" + hex() + "]";
    }
}
