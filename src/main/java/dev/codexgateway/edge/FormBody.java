package dev.codexgateway.edge;

import java.nio.charset.StandardCharsets;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import dev.codexgateway.error.GatewayException;

/** Reads a form-encoded body as the text that it is, within a limit; what it means is left to whoever reads it. */
public final class FormBody {
    private FormBody() {}

    /** Whether the request says that its body is form-encoded. */
    public static boolean announced(ServerRequest request) {
        return request.headers().first(HeaderNames.CONTENT_TYPE)
                .filter(type -> type.split(";", 2)[0].strip().equalsIgnoreCase("application/x-www-form-urlencoded"))
                .isPresent();
    }

    /** @throws GatewayException if it has more than {@code limit} bytes */
    public static String read(ServerRequest request, int limit) {
        if (!request.content().hasEntity()) {
            return "";
        }
        return new String(JsonBody.bytes(request, limit), StandardCharsets.UTF_8);
    }
}
