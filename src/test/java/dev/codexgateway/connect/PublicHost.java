package dev.codexgateway.connect;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.List;

import javax.net.ssl.SSLContext;

import dev.codexgateway.testing.Tunnel;

/**
 * A public address that leads to a port of this machine, for whoever goes by the JDK's proxies while it is open; all other
 * addresses stay what they are. The gateway must be started after it.
 */
final class PublicHost implements AutoCloseable {
    /** For documentation (RFC 5737): nobody has it. */
    static final String ADDRESS = "203.0.113.7";

    private final ProxySelector before = ProxySelector.getDefault();
    private final SSLContext trustedBefore = trusted();
    private final Tunnel tunnel;

    private PublicHost(Tunnel tunnel) {
        this.tunnel = tunnel;
    }

    static PublicHost at(int port) {
        PublicHost host = new PublicHost(Tunnel.to(port));
        ProxySelector.setDefault(host.selector());
        return host;
    }

    /** As {@link #at(int)}, where the JDK trusts what this context does instead of the usual authorities. */
    static PublicHost at(int port, SSLContext trusted) {
        PublicHost host = at(port);
        SSLContext.setDefault(trusted);
        return host;
    }

    String url() {
        return "https://" + ADDRESS;
    }

    @Override
    public void close() {
        ProxySelector.setDefault(before);
        SSLContext.setDefault(trustedBefore);
        tunnel.close();
    }

    private static SSLContext trusted() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProxySelector selector() {
        ProxySelector through = tunnel.proxy();
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return ADDRESS.equals(uri.getHost()) ? through.select(uri) : before.select(uri);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                before.connectFailed(uri, address, failure);
            }
        };
    }
}
