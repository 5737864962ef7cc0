package dev.codexgateway.oauth;

import jakarta.json.JsonObject;

import io.helidon.security.jwt.jwk.JwkKeys;

/** The issuer's metadata (OpenID Connect Discovery §3) and the keys by which it signs (RFC 7517) at one moment. */
record CompanyDirectory(JsonObject metadata, JwkKeys keys) {

    boolean knows(String keyId) {
        return keys.forKeyId(keyId).isPresent();
    }
}
