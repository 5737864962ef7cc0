package dev.codexgateway.access;

import java.net.URI;

/**
 * The values of {@code WWW-Authenticate} for one protected resource (RFC 6750 §3, RFC 9728 §5.1).
 *
 * @param metadata where the resource's metadata is
 */
public record Challenge(URI metadata) {

    public static Challenge of(URI publicUrl) {
        return new Challenge(URI.create(publicUrl + "/.well-known/oauth-protected-resource"));
    }

    /** No credential was sent: no error code either (RFC 6750 §3.1). */
    public String missing() {
        return "Bearer resource_metadata=\"" + metadata + '"';
    }

    public String invalid() {
        return missing() + ", error=\"invalid_token\"";
    }

    public String insufficient(Scope scope) {
        return missing() + ", error=\"insufficient_scope\", scope=\"" + scope.word() + '"';
    }
}
