package dev.codexgateway;

import java.util.Map;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.FirstRunCredentials;
import dev.codexgateway.config.Secret;

/**
 * The credentials of the confidential client that a GPT uses, and of the first user. With an embedded database, what is not
 * given is in the first-run credentials; with a server it must be given.
 */
public record SignInConfig(String clientId, Optional<Secret> clientSecret, Optional<Secret> ownerPassword) {
    static final String CLIENT_SECRET = "OAUTH_CLIENT_SECRET";
    static final String OWNER_PASSWORD = "GATEWAY_OWNER_PASSWORD";
    private static final int MIN_SECRET = 32;
    /** What a user's new password needs; the operator's own choice is only warned about. */
    private static final int GOOD_PASSWORD = 12;

    static SignInConfig read(ConfigReader in) {
        SignInConfig config = new SignInConfig(
                in.text("oauth.client-id", "codex-gateway-client",
                        "The id of the confidential client that a GPT uses."),
                in.secret("oauth.client-secret", "made at the first start into DATA_DIR/first-run-credentials.txt",
                        "That client's secret."),
                in.secret("login.owner-password", "made at the first start into DATA_DIR/first-run-credentials.txt",
                        "Creates the first user, owner; never overwrites a password that exists."));
        config.clientSecret
                .ifPresent(secret -> in.check(secret.length() >= MIN_SECRET, ConfigReader.nameOf("oauth.client-secret")
                        + " has " + secret.length() + " characters; it needs at least " + MIN_SECRET));
        config.ownerPassword.filter(password -> password.length() < GOOD_PASSWORD)
                .ifPresent(
                        _ -> in.warn(ConfigReader.nameOf("login.owner-password") + " is shorter than " + GOOD_PASSWORD
                                + " characters: choose a longer one before others can reach this gateway"));
        return config;
    }

    SignInConfig or(Map<String, Secret> file) {
        return new SignInConfig(clientId, FirstRunCredentials.choose(clientSecret, file, CLIENT_SECRET),
                FirstRunCredentials.choose(ownerPassword, file, OWNER_PASSWORD));
    }
}
