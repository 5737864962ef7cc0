package dev.codexgateway.access;

import java.net.URI;
import java.util.function.Supplier;

/**
 * The values of {@code WWW-Authenticate} for one protected resource (RFC 6750 §3, RFC 9728 §5.1).
 *
 * @param publicUrl the gateway's origin, which may be known only once the server listens
 */
public record Challenge(Supplier<URI> publicUrl) {

    /** No credential was sent: no error code either (RFC 6750 §3.1). */
    public String missing() {
        return "Bearer resource_metadata=\"" + publicUrl.get() + "/.well-known/oauth-protected-resource\"";
    }

    public String invalid() {
        return missing() + ", error=\"invalid_token\"";
    }

    public String insufficient(Scope scope) {
        return missing() + ", error=\"insufficient_scope\", scope=\"" + scope.word() + '"';
    }
}
