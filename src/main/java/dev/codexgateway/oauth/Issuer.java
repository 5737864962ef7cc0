package dev.codexgateway.oauth;

import java.net.URI;
import java.util.Arrays;
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

    /** The resource that an identifier names, with or without a final slash on the origin; the usual one if none is named. */
    Optional<Resource> resource(Optional<String> identifier) {
        if (identifier.isEmpty() || identifier.get().equals(url() + "/")) {
            return Optional.of(Resource.API);
        }
        return Arrays.stream(Resource.values()).filter(resource -> identifier(resource).equals(identifier.get()))
                .findFirst();
    }
}
