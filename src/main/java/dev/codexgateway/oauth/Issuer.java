package dev.codexgateway.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import dev.codexgateway.access.Resource;

/**
 * Who we are to clients: the issuer, and the resources that tokens are for.
 *
 * @param publicUrl known once the server listens
 */
record Issuer(Supplier<URI> publicUrl) {

    String url() {
        return publicUrl.get().toString();
    }

    boolean tls() {
        return "https".equals(publicUrl.get().getScheme());
    }

    String identifier(Resource resource) {
        return url() + resource.path();
    }

    /**
     * The resource that an identifier names, in whichever spelling of the same URI (RFC 3986 §6.2.2.1, §6.2.3): clients that
     * parse ours may write it anew. The usual one if none is named.
     */
    Optional<Resource> resource(Optional<String> identifier) {
        return identifier.isEmpty()
                ? Optional.of(Resource.API)
                : Arrays.stream(Resource.values())
                        .filter(resource -> plain(identifier(resource)).equals(plain(identifier.get()))).findFirst();
    }

    /** Scheme and host in lower case, without the scheme's own port, and with a path; anything but such an address as it is. */
    private static String plain(String identifier) {
        try {
            URI uri = new URI(identifier);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null
                    || uri.getRawFragment() != null) {
                return identifier;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
            return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort())
                    + (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                    + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        } catch (URISyntaxException e) {
            return identifier;
        }
    }
}
