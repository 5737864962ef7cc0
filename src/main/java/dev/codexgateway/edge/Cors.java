package dev.codexgateway.edge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Lets scripts of the configured origins read answers, refusals too (https://fetch.spec.whatwg.org/#http-cors-protocol).
 * Others get the same answers without leave to read them: a browser withholds those, and nothing else is changed for
 * callers that are no browsers.
 *
 * <p>Helidon's own feature is not used: it refuses requests of foreign origins, its own pages behind a TLS proxy among
 * them, and passes a preflight on to the route, which allows POST only.
 */
public final class Cors {
    private static final String METHODS = "GET, POST, DELETE";
    private static final String HEADERS = "Authorization, Content-Type, X-API-Key, X-Request-Id, Idempotency-Key, "
            + "Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name";
    private static final String EXPOSED = "X-Request-Id, Retry-After, WWW-Authenticate";
    /** What clients, not people, call under {@code /oauth}. */
    private static final Set<String> ENDPOINTS = Set.of("/oauth/token", "/oauth/register", "/oauth/revoke",
            "/oauth/introspect");
    private static final Set<String> PAGES = Set.of("/", "/privacy");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Origin");
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final Set<String> origins;

    public Cors(List<String> origins) {
        this.origins = Set.copyOf(origins);
    }

    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (page(request.prologue().uriPath().path())) {
            chain.proceed();
            return;
        }
        Optional<String> origin = request.headers().first(HeaderNames.ORIGIN).filter(origins::contains);
        mark(response.headers(), origin);
        if (origin.isPresent() && preflight(request)) {
            response.status(Status.NO_CONTENT_204)
                    .header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                    .header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                    .header(HeaderNames.ACCESS_CONTROL_MAX_AGE, Long.toString(REMEMBERED.toSeconds()))
                    .send();
        } else {
            chain.proceed();
        }
    }

    /** @param origin from where the request comes, if that is one whose scripts may read the answer */
    void mark(WritableHeaders<?> answer, Optional<String> origin) {
        answer.set(VARY);
        origin.ifPresent(allowed -> {
            answer.set(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
            answer.set(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        });
    }

    /** Pages are for people: no script of another origin has business there, least of all at authorization (RFC 9700 §2.6). */
    private static boolean page(String path) {
        return PAGES.contains(path) || path.startsWith("/account") || path.startsWith("/connect")
                || path.startsWith("/oauth/") && !ENDPOINTS.contains(path);
    }

    private static boolean preflight(RoutingRequest request) {
        return request.prologue().method().equals(Method.OPTIONS)
                && request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
    }
}
