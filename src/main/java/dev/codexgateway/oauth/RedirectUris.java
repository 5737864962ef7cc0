package dev.codexgateway.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which redirect URIs a client can be registered with (RFC 6749 §3.1.2, RFC 8252 §7 and §8.4, RFC 9700 §4.1): only such as
 * every parser reads alike. What is compared later is compared as text, so it is taken in its plain form or not at all.
 */
public final class RedirectUris {
    private static final int MAX_LENGTH = 2048;
    /** Visible ASCII without what URIs exclude, a wildcard, a backslash and a fragment. */
    private static final Pattern PLAIN = Pattern.compile("[!$-)+-;=?-\\[\\]_a-z~]{1," + MAX_LENGTH + "}");
    private static final Pattern ENCODED_CONTROL = Pattern.compile("(?i)%([01][0-9a-f]|7f|5c)");
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(^|/|%2f)(\\.|%2e){1,2}(/|%2f|$)");
    private static final Pattern PRIVATE_SCHEME = Pattern.compile("[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int MAX_PORT = 65_535;

    private RedirectUris() {}

    /** Whether any client can have it: https, or http to a loopback interface (RFC 8252 §7.3). */
    public static boolean acceptable(String text) {
        return plain(text).filter(RedirectUris::web).isPresent();
    }

    /**
     * Whether a public client can have it: as any client, or a private-use scheme, which must be a domain name turned round
     * and so has a dot (RFC 8252 §7.1).
     */
    public static boolean acceptableForPublicClient(String text) {
        return plain(text).filter(uri -> web(uri) || privateUse(uri)).isPresent();
    }

    /** An address of one form only: what is compared as text is then compared as what it means. */
    static Optional<URI> plainAddress(String text) {
        return plain(text).filter(RedirectUris::plainHost);
    }

    private static Optional<URI> plain(String text) {
        if (!PLAIN.matcher(text).matches() || ENCODED_CONTROL.matcher(text).find()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean userInfo = uri.getRawAuthority() != null && uri.getRawAuthority().contains("@");
            boolean dots = uri.getRawPath() == null || DOT_SEGMENT.matcher(uri.getRawPath()).find();
            return userInfo || dots ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean web(URI uri) {
        return plainHost(uri) && ("https".equals(uri.getScheme())
                || "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost()));
    }

    private static boolean plainHost(URI uri) {
        String host = uri.getHost();
        if (host == null || !List.of(host, host + ":" + uri.getPort()).contains(uri.getRawAuthority())) {
            return false;
        }
        boolean port = uri.getPort() != 0 && uri.getPort() <= MAX_PORT;
        // A zone (RFC 6874) would be percent-encoded within the brackets.
        return port && host.chars().noneMatch(Character::isUpperCase) && !host.contains("%") && !host.endsWith(".");
    }

    private static boolean privateUse(URI uri) {
        return uri.getScheme() != null && PRIVATE_SCHEME.matcher(uri.getScheme()).matches();
    }
}
