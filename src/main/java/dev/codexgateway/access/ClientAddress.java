package dev.codexgateway.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

/**
 * The address a request really comes from. {@code X-Forwarded-For} counts only as far as trusted proxies wrote it: it is
 * read from its end, and the first address that is not such a proxy's is the client's.
 */
public final class ClientAddress {
    private final List<Network> trustedProxies;

    public ClientAddress(List<Network> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    public InetAddress of(ServerRequest request) {
        InetAddress peer = ((InetSocketAddress) request.remotePeer().address()).getAddress();
        if (!trusted(peer)) {
            return peer;
        }
        List<String> hops = request.headers().all(HeaderNames.X_FORWARDED_FOR, List::of).stream()
                .flatMap(value -> List.of(value.split(",")).stream()).map(String::strip).toList();
        InetAddress client = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> address = Network.literal(hop);
            if (address.isEmpty()) {
                return client;
            }
            client = address.get();
            if (!trusted(client)) {
                return client;
            }
        }
        return client;
    }

    private boolean trusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(network -> network.contains(address));
    }
}
