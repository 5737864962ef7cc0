package dev.codexgateway.access;

import java.util.List;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;

/** Who may call, as far as the configuration says so. */
public record AccessConfig(List<Secret> apiKeys, int failedCredentialsPerMinute) {
    private static final int MIN_LENGTH = 32;

    public static AccessConfig read(ConfigReader in) {
        AccessConfig config = new AccessConfig(
                in.secrets("access.api-keys", "made at the first start into DATA_DIR/first-run-credentials.txt",
                        "API keys with the scopes read and write, separated by commas; each is a caller of its own."),
                in.integer("limits.failed-credentials-per-minute", 120, 1, 1_000_000,
                        "Wrong credentials that one address may present in a minute; right ones are never refused for it."));
        config.apiKeys.forEach(key -> in.check(key.length() >= MIN_LENGTH, ConfigReader.nameOf("access.api-keys")
                + " has a key of " + key.length() + " characters; a key needs at least " + MIN_LENGTH));
        return config;
    }

    public AccessConfig withKey(Secret key) {
        return new AccessConfig(List.of(key), failedCredentialsPerMinute);
    }
}
