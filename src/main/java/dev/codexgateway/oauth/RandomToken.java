package dev.codexgateway.oauth;

import java.security.SecureRandom;
import java.util.Base64;

import dev.codexgateway.access.CredentialHash;

/** Issues credentials of 256 random bits, with the prefixes by which secret scanners know them. */
final class RandomToken {
    static final String ACCESS = "cgw_at_";
    static final String REFRESH = "cgw_rt_";
    static final String CODE = "cgw_ac_";
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomToken() {}

    static String of(String prefix) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    static CredentialHash hash(String token) {
        return CredentialHash.of(token);
    }
}
