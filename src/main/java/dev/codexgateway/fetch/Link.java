package dev.codexgateway.fetch;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.codexgateway.fetch.FetchFault.Reason;

/** An address that a {@link Reach} allows; nothing was looked up yet. Its query may be a credential and is never printed. */
public final class Link {
    private static final int LONGEST = 8192;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;
    private static final Pattern DOTTED = Pattern
            .compile("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)){3}");
    /** As names are in practice: the last part begins with a letter, so that no number in disguise is one. */
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final boolean tls;
    private final String host;
    private final int port;
    private final URI uri;

    private Link(boolean tls, String host, int port, URI uri) {
        this.tls = tls;
        this.host = host;
        this.port = port;
        this.uri = uri;
    }

    static Link of(String text, Reach reach) throws FetchFault {
        URI uri = parse(text);
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
            throw new FetchFault(Reason.MALFORMED);
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new FetchFault(Reason.MALFORMED);
        }
        int port = uri.getPort() < 0 ? tls ? HTTPS_PORT : HTTP_PORT : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new FetchFault(Reason.MALFORMED);
        }
        Link link = new Link(tls, host(uri), port, uri);
        if (!reach.privateAddresses() && !(tls && port == HTTPS_PORT) || !reach.allows(link.host)) {
            throw FetchFault.notAllowed(link.host);
        }
        return link;
    }

    /** In lower case; an IPv6 address without its brackets. */
    public String host() {
        return host;
    }

    /** As it was written, encoded. */
    public String path() {
        return uri.getRawPath();
    }

    boolean tls() {
        return tls;
    }

    int port() {
        return port;
    }

    /** The address itself, if the host is no name. */
    Optional<InetAddress> literal() {
        return host.indexOf(':') >= 0 || DOTTED.matcher(host).matches()
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    /** What stands in the request line: exactly as it was given, for it may be signed. */
    String target() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** What stands in the header {@code Host}. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == (tls ? HTTPS_PORT : HTTP_PORT) ? name : name + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + authority() + path();
    }

    private static URI parse(String text) throws FetchFault {
        try {
            if (text.length() <= LONGEST) {
                return new URI(new URI(text).toASCIIString());
            }
        } catch (URISyntaxException e) {
            // As one that is too long.
        }
        throw new FetchFault(Reason.MALFORMED);
    }

    private static String host(URI uri) throws FetchFault {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        if (DOTTED.matcher(host).matches() || NAME.matcher(host).matches()) {
            return host;
        }
        throw new FetchFault(Reason.MALFORMED);
    }

    /** Without a zone, and no IPv4 address in its clothes. */
    private static String ipv6(String host) throws FetchFault {
        try {
            if (host.indexOf('%') < 0 && InetAddress.ofLiteral(host) instanceof Inet6Address) {
                return host;
            }
        } catch (IllegalArgumentException e) {
            // As any other text that is no address.
        }
        throw new FetchFault(Reason.MALFORMED);
    }
}
