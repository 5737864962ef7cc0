package dev.codexgateway.edge;

import java.util.Optional;
import java.util.concurrent.ExecutorService;

import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;

import org.jspecify.annotations.Nullable;

/** A connection as Helidon knows it, for what stands in its place: only how it is read is another's. */
abstract class ContextInPlace implements ConnectionContext {
    private final ConnectionContext context;
    private @Nullable PeerInfo peer;

    ContextInPlace(ConnectionContext context) {
        this.context = context;
    }

    /** Kept: each of Helidon's own asks the socket anew. */
    @Override
    public PeerInfo remotePeer() {
        PeerInfo known = peer;
        if (known == null) {
            known = context.remotePeer();
            peer = known;
        }
        return known;
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public DataWriter dataWriter() {
        return context.dataWriter();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
