package dev.codexgateway.api.ws;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.ProtocolUpgradeHandler;
import io.helidon.webserver.http1.spi.Http1Upgrader;

import dev.codexgateway.access.Access;
import dev.codexgateway.access.Admission;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.Streams;
import dev.codexgateway.codex.Conversations;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * {@code GET /ws}. Every origin may open a socket: no browser presents a credential here of its own accord, and who has one
 * may call from anywhere.
 */
public final class WsEndpoint implements HttpService {
    static final String PATH = "/ws";

    private final Access access;
    private final Upgrade upgrade;

    /** @param admission is asked for each turn that is begun on a socket, as it is for requests */
    public WsEndpoint(Access access, Admission admission, Conversations conversations, Streams streams) {
        this.access = access;
        this.upgrade = new Upgrade(admission, conversations, streams);
    }

    /** For the listener on which the path is. */
    public Http1Upgrader upgrader() {
        return upgrade;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get(PATH, new Door());
        rules.any(PATH, Methods.only("GET"));
    }

    /** Stands before the upgrade, and answers what is none. */
    private final class Door implements ProtocolUpgradeHandler {
        private final Handler enter = access.require(Scope.WRITE, (request, response, caller) -> {
            upgrade.admit(new Admitted(caller, LastingCredentials.of(request.headers().toMap())));
            response.next();
        });
        private final Handler refuse = access.require(Scope.WRITE, (_, _, _) -> {
            throw new GatewayException(new GatewayError.UpgradeRequired("websocket"));
        });

        @Override
        public void handle(ServerRequest request, ServerResponse response) throws Exception {
            refuse.handle(request, response);
        }

        @Override
        public void handleProtocolUpgrade(ServerRequest request, ServerResponse response) throws Exception {
            enter.handle(request, response);
        }
    }

    /** Who may open a socket. */
    record Admitted(Caller caller, LastingCredentials.Held credential) {}
}
