package dev.codexgateway.oauth;

import java.net.URI;

/** The origin of a URI, as a content security policy names it. */
final class Origins {
    private Origins() {}

    /** For a custom scheme, the scheme alone; for an IPv6 address as well, since a policy has no way to write one (CSP3 §2.3.1). */
    static String of(String uri) {
        URI parsed = URI.create(uri);
        if (parsed.getHost() == null || parsed.getHost().startsWith("[")) {
            return parsed.getScheme() + ":";
        }
        return parsed.getScheme() + "://" + parsed.getHost() + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort());
    }
}
