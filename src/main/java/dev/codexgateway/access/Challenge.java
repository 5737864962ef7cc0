package dev.codexgateway.access;

import java.net.URI;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The values of {@code WWW-Authenticate} for the protected resources (RFC 6750 §3, RFC 9728 §5.1).
 *
 * @param publicUrl the gateway's origin, which may be known only once the server listens
 */
public record Challenge(Supplier<URI> publicUrl) {

    /** No credential was sent: no error code either (RFC 6750 §3.1). MCP's clients ask for the scopes that they are told here. */
    public String missing(Resource resource) {
        return switch (resource) {
            case API -> metadata(resource);
            case MCP -> metadata(resource) + ", scope=\"" + Scope.words(Scope.USUAL) + '"';
        };
    }

    public String invalid(Resource resource) {
        return missing(resource) + ", error=\"invalid_token\"";
    }

    /**
     * A scope is missing. MCP's clients ask for what they are told here, those of earlier revisions for nothing else: so there
     * it is named together with what the credential has, else whoever gets the one loses the other.
     *
     * @param granted what the credential may do
     */
    public String insufficient(Resource resource, Scope scope, Set<Scope> granted) {
        Set<Scope> needed = switch (resource) {
            case API -> Set.of(scope);
            case MCP -> Scope.USUAL.stream().filter(usual -> usual == scope || granted.contains(usual))
                    .collect(Collectors.toSet());
        };
        return metadata(resource) + ", error=\"insufficient_scope\", scope=\"" + Scope.words(needed) + '"';
    }

    private String metadata(Resource resource) {
        return "Bearer resource_metadata=\"" + publicUrl.get() + "/.well-known/oauth-protected-resource"
                + resource.path() + '"';
    }
}
