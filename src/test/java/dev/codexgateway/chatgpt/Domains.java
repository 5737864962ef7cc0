package dev.codexgateway.chatgpt;

import java.net.URI;
import java.util.Set;

/** Which hosts ChatGPT takes in one Action. */
final class Domains {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1");
    /** Whose sign-in may be anybody's. */
    private static final Set<String> PROVIDERS = Set.of("google.com", "googleapis.com", "microsoft.com",
            "microsoftonline.com", "adobe.com", "adobelogin.com");

    private Domains() {}

    /** Where the real one could call: a test's own service is the exception. */
    static boolean reachable(URI uri) {
        return uri.getHost() != null && (LOOPBACK.contains(uri.getHost())
                || "https".equals(uri.getScheme()) && (uri.getPort() == -1 || uri.getPort() == 443));
    }

    static boolean together(URI oauth, URI server) {
        return oauth.getHost() != null && server.getHost() != null
                && (root(oauth).equals(root(server)) || PROVIDERS.contains(root(oauth)));
    }

    private static String root(URI uri) {
        String host = uri.getHost();
        String[] labels = host.split("\\.");
        return LOOPBACK.contains(host) || labels.length < 2
                ? host
                : labels[labels.length - 2] + "." + labels[labels.length - 1];
    }
}
