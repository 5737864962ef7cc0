package dev.codexgateway.proxy;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.upstream.UpstreamFault;

/** What a caller is told of a fault of the upstream. */
final class Faults {
    private Faults() {}

    static GatewayError of(UpstreamFault fault) {
        return switch (fault.reason()) {
            case TIMEOUT -> new GatewayError.UpstreamFailed("OpenAI did not answer in time.", true);
            case CONNECT, TLS -> new GatewayError.UpstreamFailed("OpenAI cannot be reached.", false);
            case RESET, CUT, NO_END ->
                new GatewayError.UpstreamFailed("OpenAI ended the connection before its answer was complete.", false);
            case PROTOCOL, OVERSIZED -> new GatewayError.UpstreamFailed("OpenAI's answer was malformed.", false);
            case CIRCUIT_OPEN, STOPPED -> new GatewayError.UpstreamFailed("OpenAI was not asked.", false);
        };
    }
}
