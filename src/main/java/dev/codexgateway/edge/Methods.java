package dev.codexgateway.edge;

import io.helidon.webserver.http.Handler;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** What a path answers to methods that it does not have. */
public final class Methods {
    private Methods() {}

    /** To be registered for any method, after those there are. */
    public static Handler only(String allow) {
        return (_, _) -> {
            throw new GatewayException(new GatewayError.MethodNotAllowed(allow));
        };
    }
}
