package dev.codexgateway.oauth;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;

import org.jspecify.annotations.Nullable;

/**
 * A response that a handler of Helidon's may fill and that is not sent: what it would have told the browser is for us to read.
 * Not thread-safe.
 */
final class HeldResponse {
    private final ServerResponseHeaders headers = ServerResponseHeaders.create();
    private final ServerResponse response = (ServerResponse) Proxy.newProxyInstance(
            HeldResponse.class.getClassLoader(), new Class<?>[]{ServerResponse.class}, this::invoke);
    private Status status = Status.OK_200;
    private boolean sent;

    /** What the handler is given. */
    ServerResponse response() {
        return response;
    }

    boolean redirects() {
        return sent && status.family() == Status.Family.REDIRECTION;
    }

    Status status() {
        return status;
    }

    /** The cookies set, as the browser would send them back. */
    Map<String, List<String>> cookies() {
        HeaderName setCookie = HeaderNames.SET_COOKIE;
        List<String> pairs = headers.contains(setCookie)
                ? headers.get(setCookie).allValues().stream().map(cookie -> cookie.split(";", 2)[0]).toList()
                : List.of();
        return Map.of(HeaderNames.COOKIE.defaultCase(), List.of(String.join("; ", pairs)));
    }

    private @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "headers" -> {
                return headers;
            }
            case "status" -> {
                if (arguments == null) {
                    return status;
                }
                status = arguments[0] instanceof Status given ? given : Status.create((Integer) arguments[0]);
                return proxy;
            }
            case "send" -> {
                sent = true;
                return null;
            }
            case "isSent" -> {
                return sent;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        }
    }
}
