package dev.codexgateway.edge;

import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;

import dev.codexgateway.wire.Call;

/** Which paths are OpenAI's, where answers have its shape and {@code X-Request-Id} is its own. */
public final class PassedThrough {
    static final String PATTERN = "/v1/*";

    private PassedThrough() {}

    /** Sends what Helidon reads of them to this handler. */
    public static void register(HttpRouting.Builder routing, Call.Handler handler) {
        routing.any(PATTERN, (request, response) -> handler.handle(new RoutedCall((RoutingRequest) request, response)));
    }

    static boolean is(String path) {
        return path.startsWith("/v1/") || path.equals("/v1");
    }
}
