package dev.codexgateway.edge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

/** How connections of callers are kept, on every port. */
public final class Connections {
    /** From a request's first line to its last header. */
    private static final Duration HEAD = Duration.ofSeconds(60);
    /** A first line: longer than any that we take, so that those who take it answer what is too long in their own way. */
    private static final int MOST_LINE = 16 * 1024;
    /** Between two requests. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /**
     * Bodies have limits of their own, which are smaller: up to this many bytes, one beyond its limit gets an answer whose
     * reader still sends; beyond, Helidon cuts the connection off.
     */
    private static final long MOST = 64L * 1024 * 1024;

    private Connections() {}

    /** All requests go to the routes. */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener) {
        configure(listener, HEAD, Optional.empty());
    }

    /**
     * @param plain     what does not go to the routes
     * @param upgraders to other protocols, for the paths that speak one
     */
    public static void configure(ListenerConfig.BuilderBase<?, ?> listener, PlainCalls plain,
            Http1Upgrader... upgraders) {
        configure(listener, HEAD, Optional.of(plain), upgraders);
    }

    static void configure(ListenerConfig.BuilderBase<?, ?> listener, Duration head, Optional<PlainCalls> plain,
            Http1Upgrader... upgraders) {
        Http1ConnectionSelectorConfig.Builder http = Http1ConnectionSelectorConfig.builder()
                .config(Http1Config.builder().maxPrologueLength(MOST_LINE)
                        .addReceiveListener(new Heads(head,
                                Stream.of(upgraders).map(Http1Upgrader::supportedProtocol).collect(Collectors.toSet())))
                        .build());
        List.of(upgraders).forEach(upgrader -> http.putUpgrader(upgrader.supportedProtocol(), upgrader));
        listener.connectionOptions(socket -> socket.tcpNoDelay(true))
                .idleConnectionTimeout(IDLE)
                .maxPayloadSize(MOST)
                .directHandlers(Errors.direct())
                .contentEncoding(new Packed())
                // The protocol is chosen here: with a second one found beside it, HTTP/1.1 would not answer what is malformed.
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Watched(http.build(), plain));
    }

    /** HTTP/1.1 on connections that are watched. */
    private record Watched(ServerConnectionSelector protocol, Optional<PlainCalls> plain)
            implements
                ServerConnectionSelector {

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new CallerConnection(context, protocol, plain);
        }

        @Override
        public int bytesToIdentifyConnection() {
            return protocol.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return protocol.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return protocol.supportedApplicationProtocols();
        }
    }

    /**
     * Bounds the time that the head of a request may take, and sees which connection becomes another protocol's.
     *
     * @param others the protocols that there are
     */
    private record Heads(Duration patience, Set<String> others) implements Http1ConnectionListener {

        @Override
        public void prologue(ConnectionContext context, HttpPrologue prologue) {
            ((CallerConnection) context).waiting(patience);
        }

        @Override
        public void headers(ConnectionContext context, Headers headers) {
            CallerConnection connection = (CallerConnection) context;
            connection.done();
            if (headers.first(HeaderNames.UPGRADE).filter(others::contains).isPresent()) {
                connection.leaveToHelidon();
            }
        }
    }
}
