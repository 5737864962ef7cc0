package dev.codexgateway.api.ws;

import io.helidon.websocket.WsCloseCodes;

import dev.codexgateway.api.Streams;

/** The codes with which a socket is closed before its time (RFC 6455 §7.4.1). */
final class Closing {
    private Closing() {}

    static int code(Streams.Cut reason) {
        return switch (reason) {
            case REVOKED -> WsCloseCodes.VIOLATED_POLICY;
            case SLOW -> WsCloseCodes.TRY_AGAIN_LATER;
            case STOPPING -> WsCloseCodes.GOING_AWAY;
        };
    }
}
