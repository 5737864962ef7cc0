package dev.codexgateway.error;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.json.Json;

/**
 * A problem (RFC 9457): what REST answers with, and the {@code data} of a JSON-RPC error.
 *
 * @param type       the bare word by which clients tell problems apart
 * @param extensions further members
 * @param retryAfter when to try again, if that helps
 */
public record Problem(int status, String type, String title, String detail, Map<String, JsonValue> extensions,
        Optional<Duration> retryAfter) {

    public static Problem of(GatewayError error) {
        return switch (error) {
            case GatewayError.InvalidParams e -> plain(400, "invalid-params", "Invalid parameters", e.detail());
            case GatewayError.Unauthenticated e -> plain(401, "unauthenticated", "Not authenticated", e.detail());
            case GatewayError.InsufficientScope e -> plain(403, "insufficient-scope", "Insufficient scope",
                    "This needs the scope " + e.scope() + ".").with("scope", Json.createValue(e.scope()));
            case GatewayError.Forbidden e -> plain(403, "forbidden", "Forbidden", e.detail());
            case GatewayError.NotFound e ->
                plain(404, "not-found", "Not found", "There is no such " + e.resource() + ".");
            case GatewayError.MethodNotAllowed e -> plain(405, "method-not-allowed", "Method not allowed",
                    "Only " + e.allow() + " is possible here.");
            case GatewayError.UnsupportedMediaType e -> plain(415, "unsupported-media-type", "Unsupported media type",
                    "The body must be " + e.expected() + ".");
            case GatewayError.NotAcceptable e -> plain(406, "not-acceptable", "Not acceptable",
                    "The answer can be " + e.offered() + ".");
            case GatewayError.UpgradeRequired e -> plain(426, "upgrade-required", "Upgrade required",
                    "Only the protocol " + e.protocol() + " is spoken here.");
            case GatewayError.TooLarge e -> plain(413, "too-large", "Content too large",
                    "The body may have at most " + e.limit() + " bytes.");
            case GatewayError.Conflict e -> {
                Problem problem = plain(409, "conflict", "Conflict", e.detail());
                yield e.turnId().map(id -> problem.with("turn_id", Json.createValue(id))).orElse(problem);
            }
            case GatewayError.TooManyRequests e -> plain(429, "too-many-requests", "Too many requests", e.detail())
                    .after(e.retryAfter());
            case GatewayError.Unavailable e ->
                plain(503, "unavailable", "Unavailable", e.detail()).after(e.retryAfter());
            case GatewayError.UpstreamUnavailable e ->
                plain(502, "upstream-unavailable", "Upstream unavailable", e.detail())
                        .after(e.retryAfter());
            case GatewayError.UpstreamFailed e -> e.tooLate()
                    ? plain(504, "upstream-timeout", "Upstream timeout", e.detail())
                    : plain(502, "upstream-unavailable", "Upstream unavailable", e.detail());
            case GatewayError.UpstreamNotConfigured e ->
                plain(503, "upstream-not-configured", "Upstream not configured",
                        e.detail());
            case GatewayError.OAuth _ -> plain(500, "internal", "Internal error", "Something went wrong here.");
            case GatewayError.Internal e -> plain(500, "internal", "Internal error",
                    "Something went wrong here. Quote incident " + e.incident() + ".");
        };
    }

    /** The same problem under another status, for what a protocol below HTTP's contents refuses. */
    public Problem answered(int code) {
        return new Problem(code, type, title, detail, extensions, retryAfter);
    }

    /** @param requestId under which the log tells more */
    public JsonObject json(String requestId) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", type)
                .add("title", title)
                .add("status", status)
                .add("detail", detail)
                .add("request_id", requestId);
        extensions.forEach(json::add);
        return json.build();
    }

    /** Whole seconds for {@code Retry-After}, at least one. */
    public Optional<Long> retryAfterSeconds() {
        return retryAfter.map(wait -> Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    private static Problem plain(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of(), Optional.empty());
    }

    private Problem with(String name, JsonValue value) {
        return new Problem(status, type, title, detail, Map.of(name, value), retryAfter);
    }

    private Problem after(Duration wait) {
        Problem timed = new Problem(status, type, title, detail, extensions, Optional.of(wait));
        return timed.with("retry_after", Json.createValue(timed.retryAfterSeconds().orElse(1L)));
    }
}
