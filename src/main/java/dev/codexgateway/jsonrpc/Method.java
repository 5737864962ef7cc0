package dev.codexgateway.jsonrpc;

import jakarta.json.JsonValue;

/**
 * What a call runs. It refuses by throwing a {@link dev.codexgateway.error.GatewayException}; anything else it throws is
 * taken for a bug. Calls of one batch run at the same time, so it must be safe for concurrent use.
 *
 * @param <C> what the transport tells about the call: who makes it, and whether anybody waits for the result
 */
@FunctionalInterface
public interface Method<C> {

    JsonValue call(Params params, C context);
}
