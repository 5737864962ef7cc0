package dev.codexgateway.oauth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts a refresh token's successor under a key that only the token itself yields: so the store can give the same
 * successor again to whoever presents that token, and to nobody else, its own reader included.
 *
 * <p>AES-256-GCM under HKDF-SHA-256 of the token. Each key encrypts once, so a fixed nonce is sound.
 */
final class SealedSuccessor {
    private static final byte[] PURPOSE = "codex-gateway refresh successor".getBytes(StandardCharsets.US_ASCII);
    private static final GCMParameterSpec ONCE = new GCMParameterSpec(128, new byte[12]);

    private SealedSuccessor() {}

    static String seal(String presented, String successor) {
        return Base64.getEncoder()
                .encodeToString(apply(Cipher.ENCRYPT_MODE, presented, successor.getBytes(StandardCharsets.US_ASCII)));
    }

    static String open(String presented, String sealed) {
        return new String(apply(Cipher.DECRYPT_MODE, presented, Base64.getDecoder().decode(sealed)),
                StandardCharsets.US_ASCII);
    }

    private static byte[] apply(int mode, String presented, byte[] text) {
        try {
            SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("AES", HKDFParameterSpec.ofExtract()
                    .addIKM(presented.getBytes(StandardCharsets.US_ASCII)).thenExpand(PURPOSE, 32));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, ONCE);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the sealed successor cannot be read", e);
        }
    }
}
