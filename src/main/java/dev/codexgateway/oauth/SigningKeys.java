package dev.codexgateway.oauth;

import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.helidon.security.jwt.jwk.Jwk;
import io.helidon.security.jwt.jwk.JwkEC;
import io.helidon.security.jwt.jwk.JwkRSA;

import dev.codexgateway.oauth.Published.Unusable;

/**
 * The keys of a set by which a client's signatures can be verified (RFC 7517): for ES256, or of at least 2048 bits for RS256.
 * Others may be in the set; none that is secret.
 */
record SigningKeys(List<Jwk> keys) {
    /** What a client may sign with; {@code none} and the symmetric ones can never come in (RFC 8725 §3.1). */
    static final List<String> ALGORITHMS = List.of("ES256", "RS256");
    private static final int LEAST_RSA_BITS = 2048;
    private static final int P256_BITS = 256;
    private static final int MOST = 20;
    /** The members of private and symmetric keys (RFC 7518 §6). */
    private static final Set<String> SECRET = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    SigningKeys {
        keys = List.copyOf(keys);
    }

    static SigningKeys read(JsonObject set) throws Unusable {
        if (!(set.get("keys") instanceof JsonArray array) || array.size() > MOST) {
            throw new Unusable("its key set has no list of at most " + MOST + " keys");
        }
        List<Jwk> usable = new ArrayList<>();
        for (JsonValue value : array) {
            if (!(value instanceof JsonObject key) || SECRET.stream().anyMatch(key::containsKey)) {
                throw new Unusable("its key set has something else than public keys");
            }
            key(key).ifPresent(usable::add);
        }
        if (usable.isEmpty()) {
            throw new Unusable("its key set has no key for " + String.join(" or ", ALGORITHMS));
        }
        return new SigningKeys(usable);
    }

    /** The key that a signature names; one that names none is by the only key there is for its algorithm. */
    Optional<Jwk> key(String algorithm, Optional<String> id) {
        List<Jwk> fitting = keys.stream().filter(key -> key.algorithm().equals(algorithm))
                .filter(key -> id.filter(named -> !named.equals(key.keyId())).isEmpty()).toList();
        return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
    }

    private static Optional<Jwk> key(JsonObject json) {
        try {
            return Optional.of(Jwk.create(json)).filter(key -> ALGORITHMS.contains(key.algorithm()))
                    .filter(key -> key.usage().filter(usage -> !usage.equals(Jwk.USE_SIGNATURE)).isEmpty())
                    .filter(_ -> !(json.get("key_ops") instanceof JsonArray uses)
                            || uses.stream().anyMatch(use -> use instanceof JsonString word
                                    && word.getString().equals(Jwk.OPERATION_VERIFY)))
                    .filter(SigningKeys::strong);
        } catch (RuntimeException e) {
            // Of a kind that is not known here.
            return Optional.empty();
        }
    }

    private static boolean strong(Jwk key) {
        return switch (key) {
            case JwkRSA rsa -> rsa.publicKey() instanceof RSAPublicKey known
                    && known.getModulus().bitLength() >= LEAST_RSA_BITS;
            case JwkEC ec -> ec.publicKey() instanceof ECPublicKey known
                    && known.getParams().getOrder().bitLength() == P256_BITS;
            default -> false;
        };
    }
}
