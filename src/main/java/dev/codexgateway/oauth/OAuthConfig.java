package dev.codexgateway.oauth;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.fetch.Reach;

/** How long what the authorization server issues is good, and how the GPT's client may be called back. */
public record OAuthConfig(List<String> redirectUris, boolean autoApprove, boolean clientMetadataAllowPrivate,
        Duration accessTokenLifetime, Duration refreshTokenLifetime) {
    /** Long enough for a redirect and a slow client, no longer (RFC 6749 §4.1.2 advises at most ten minutes). */
    static final Duration CODE_LIFETIME = Duration.ofMinutes(2);
    /** How long a refresh token that was just used still gives its successor. */
    static final Duration GRACE = Duration.ofMinutes(5);
    /** How long a person may take to sign in and consent. */
    static final Duration PARKED = Duration.ofMinutes(30);
    static final Duration SESSION = Duration.ofHours(12);

    /** Where the metadata of clients may be. */
    Reach metadataReach() {
        return new Reach(Optional.empty(), clientMetadataAllowPrivate);
    }

    public static OAuthConfig read(ConfigReader in) {
        OAuthConfig config = new OAuthConfig(
                in.list("oauth.redirect-uris", "none",
                        "Further exact redirect URIs of the configured client, separated by commas."),
                in.flag("oauth.auto-approve", false,
                        "Trial mode: no login and no consent for the configured client; whoever knows its id acts as owner."),
                in.flag("oauth.client-metadata-allow-private", false,
                        "For tests: fetch the metadata of clients also by http, from other ports than 443 and from private addresses."),
                in.duration("oauth.access-token-lifetime", Duration.ofHours(1),
                        "How long an access token is accepted."),
                in.duration("oauth.refresh-token-lifetime", Duration.ofDays(30),
                        "How long a refresh token may lie unused."));
        in.check(config.accessTokenLifetime.compareTo(config.refreshTokenLifetime) < 0,
                "oauth.access-token-lifetime must be shorter than oauth.refresh-token-lifetime");
        config.redirectUris.forEach(uri -> in.check(RedirectUris.acceptable(uri), ConfigReader
                .nameOf("oauth.redirect-uris") + "=" + uri
                + " is not an absolute https URI, or http on this machine, without fragment, wildcard and user"));
        if (config.autoApprove) {
            in.warn("OAUTH_AUTO_APPROVE is on: anybody who reaches this gateway and knows the client id acts as its owner. For a trial only");
        }
        if (config.clientMetadataAllowPrivate) {
            in.warn("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE is on: anybody who reaches this gateway can make it ask addresses of its own network. For tests only");
        }
        return config;
    }
}
