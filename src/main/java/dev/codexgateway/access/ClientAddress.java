package dev.codexgateway.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;

/**
 * The address a request really comes from. {@code X-Forwarded-For} counts only as far as trusted proxies wrote it: it is
 * read from its end, and the first address that is not such a proxy's is the client's.
 */
public final class ClientAddress {
    private static final HeaderName FORWARDED_HOST = HeaderNames.create("X-Forwarded-Host");
    private static final byte[] FORWARDED_FOR = Bytes.ascii("x-forwarded-for");

    private final List<Network> trustedProxies;

    public ClientAddress(List<Network> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    public InetAddress of(ServerRequest request) {
        return of(((InetSocketAddress) request.remotePeer().address()).getAddress(),
                request.headers().all(HeaderNames.X_FORWARDED_FOR, List::of));
    }

    InetAddress of(Call call) {
        return of(call.peer(), call.fields().values(FORWARDED_FOR));
    }

    private InetAddress of(InetAddress peer, List<String> forwarded) {
        if (!trusted(peer)) {
            return peer;
        }
        List<String> hops = forwarded.stream().flatMap(value -> List.of(value.split(",")).stream()).map(String::strip)
                .toList();
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

    /**
     * The host that a browser asked, without its port; empty if there is none to be understood. {@code X-Forwarded-Host} counts
     * only where a trusted proxy sent the request, and of several the last one, which that proxy wrote.
     */
    public Optional<String> host(ServerRequest request) {
        InetAddress peer = ((InetSocketAddress) request.remotePeer().address()).getAddress();
        List<String> forwarded = trusted(peer)
                ? request.headers().all(FORWARDED_HOST, List::of).stream()
                        .flatMap(value -> List.of(value.split(",")).stream()).map(String::strip).toList()
                : List.of();
        return host(forwarded.isEmpty() ? request.authority() : forwarded.getLast());
    }

    private static Optional<String> host(String authority) {
        try {
            return Optional.ofNullable(new URI("http://" + authority).getHost());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean trusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(network -> network.contains(address));
    }
}
