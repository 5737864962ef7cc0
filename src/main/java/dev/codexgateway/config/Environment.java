package dev.codexgateway.config;

import java.util.Map;
import java.util.Optional;

/**
 * Which environment variable overrides which key. The names are part of the gateway's interface, and too few of them
 * follow from the keys to derive them; keys that are not here can be set in {@code app.yaml} alone.
 */
final class Environment {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("server.port", "PORT"),
            Map.entry("server.host", "HOST"),
            Map.entry("server.public-url", "PUBLIC_URL"),
            Map.entry("openai.api-key", "OPENAI_API_KEY"),
            Map.entry("openai.base-url", "OPENAI_BASE_URL"),
            Map.entry("codex.backend", "CODEX_BACKEND"),
            Map.entry("codex.model", "CODEX_MODEL"),
            Map.entry("access.api-keys", "GATEWAY_API_KEY"),
            Map.entry("oauth.client-id", "OAUTH_CLIENT_ID"),
            Map.entry("oauth.client-secret", "OAUTH_CLIENT_SECRET"),
            Map.entry("oauth.redirect-uris", "OAUTH_REDIRECT_URIS"),
            Map.entry("oauth.auto-approve", "OAUTH_AUTO_APPROVE"),
            Map.entry("oauth.client-metadata-allow-private", "OAUTH_CLIENT_METADATA_ALLOW_PRIVATE"),
            Map.entry("login.owner-password", "GATEWAY_OWNER_PASSWORD"),
            Map.entry("oidc.issuer", "OIDC_ISSUER"),
            Map.entry("oidc.client-id", "OIDC_CLIENT_ID"),
            Map.entry("oidc.client-secret", "OIDC_CLIENT_SECRET"),
            Map.entry("oidc.audience", "OIDC_AUDIENCE"),
            Map.entry("database.url", "DATABASE_URL"),
            Map.entry("data-dir", "DATA_DIR"),
            Map.entry("log.level", "LOG_LEVEL"),
            Map.entry("log.format", "LOG_FORMAT"));

    private Environment() {}

    static Optional<String> of(String key) {
        return Optional.ofNullable(NAMES.get(key));
    }
}
