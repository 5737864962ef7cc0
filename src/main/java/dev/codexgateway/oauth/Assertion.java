package dev.codexgateway.oauth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;

import io.helidon.security.jwt.jwk.Jwk;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.edge.StrictJson;

/**
 * A statement by which a client authenticates (RFC 7523 §2.2), as it came: nothing of it is to be believed before its signature
 * was verified.
 *
 * @param id what makes it one of a kind among the client's
 */
record Assertion(String algorithm, Optional<String> keyId, String client, String audience, String id, Instant expires,
        Optional<Instant> notBefore, Optional<Instant> issuedAt, byte[] signed, byte[] signature) {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final int LONGEST = 8 * 1024;
    private static final int LONGEST_ID = 256;
    /** No time that could be meant is later. */
    private static final double LATEST = 1e11;
    private static final Pattern JWT = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final Set<String> TYPES = Set.of("jwt", "client-authentication+jwt",
            "application/client-authentication+jwt");

    /** Empty if it is none that could be good, whoever signed it. */
    static Optional<Assertion> parse(String text) {
        if (text.length() > LONGEST || !JWT.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.");
        try {
            return Optional.of(of(json(parts[0]), json(parts[1]),
                    (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
                    Base64.getUrlDecoder().decode(parts[2])));
        } catch (RuntimeException e) {
            // What is no JSON, lacks something or has it in another type.
            return Optional.empty();
        }
    }

    boolean signedBy(Jwk key) {
        try {
            return key.verifySignature(signed, signature);
        } catch (RuntimeException e) {
            return false;
        }
    }

    CredentialHash hash() {
        return CredentialHash.of(client + '\n' + id);
    }

    private static Assertion of(JsonObject header, JsonObject claims, byte[] signed, byte[] signature) {
        String algorithm = header.getString("alg");
        String client = claims.getString("sub");
        String id = claims.getString("jti");
        boolean good = SigningKeys.ALGORITHMS.contains(algorithm) && !header.containsKey("crit")
                && TYPES.contains(header.getString("typ", "JWT").toLowerCase(Locale.ROOT))
                && claims.getString("iss").equals(client) && !id.isEmpty() && id.length() <= LONGEST_ID;
        if (!good) {
            throw new IllegalArgumentException();
        }
        return new Assertion(algorithm,
                header.containsKey("kid") ? Optional.of(header.getString("kid")) : Optional.empty(),
                client, audience(claims), id, time(claims, "exp").orElseThrow(), time(claims, "nbf"),
                time(claims, "iat"), signed, signature);
    }

    /** One and no more: whom else it is for could use it here. */
    private static String audience(JsonObject claims) {
        return claims.get("aud") instanceof JsonArray array && array.size() == 1
                ? array.getString(0)
                : claims.getString("aud");
    }

    private static Optional<Instant> time(JsonObject claims, String name) {
        if (!claims.containsKey(name)) {
            return Optional.empty();
        }
        double seconds = ((JsonNumber) claims.get(name)).doubleValue();
        if (seconds < 0 || seconds > LATEST) {
            throw new IllegalArgumentException();
        }
        return Optional.of(Instant.ofEpochSecond((long) seconds));
    }

    private static JsonObject json(String part) {
        return (JsonObject) StrictJson.parse(Base64.getUrlDecoder().decode(part));
    }
}
