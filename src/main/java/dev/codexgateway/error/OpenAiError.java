package dev.codexgateway.error;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;

import dev.codexgateway.json.Json;

/**
 * An error in OpenAI's shape, by whose {@code type} and {@code code} its SDKs and Codex tell errors apart.
 *
 * @param type OpenAI's word for the kind of error
 * @param code what exactly it was, if there is more to say
 */
public record OpenAiError(String message, String type, Optional<String> code) {

    public static OpenAiError of(GatewayError error) {
        Problem problem = Problem.of(error);
        return new OpenAiError(problem.detail(), type(problem.status()), code(error));
    }

    public JsonObject json() {
        return Json.createObjectBuilder().add("error", members()).build();
    }

    /** The error's own members. */
    public JsonObject members() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("message", message).add("type", type)
                .add("param", JsonValue.NULL);
        code.ifPresentOrElse(word -> json.add("code", word), () -> json.addNull("code"));
        return json.build();
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }

    private static Optional<String> code(GatewayError error) {
        return switch (error) {
            case GatewayError.Unauthenticated _ -> Optional.of("invalid_api_key");
            case GatewayError.InsufficientScope _ -> Optional.of("insufficient_scope");
            case GatewayError.Forbidden _ -> Optional.of("not_allowed");
            case GatewayError.NotFound _ -> Optional.of("not_found");
            case GatewayError.MethodNotAllowed _ -> Optional.of("method_not_allowed");
            case GatewayError.UpgradeRequired _ -> Optional.of("upgrade_required");
            case GatewayError.UnsupportedMediaType _ -> Optional.of("unsupported_media_type");
            case GatewayError.NotAcceptable _ -> Optional.of("not_acceptable");
            case GatewayError.TooLarge _ -> Optional.of("request_too_large");
            case GatewayError.TooManyRequests _ -> Optional.of("rate_limit_exceeded");
            case GatewayError.Unavailable _ -> Optional.of("unavailable");
            case GatewayError.UpstreamUnavailable _ -> Optional.of("upstream_unavailable");
            case GatewayError.UpstreamFailed e ->
                Optional.of(e.tooLate() ? "upstream_timeout" : "upstream_unavailable");
            case GatewayError.UpstreamNotConfigured _ -> Optional.of("upstream_not_configured");
            case GatewayError.InvalidParams _,GatewayError.Conflict _,GatewayError.OAuth _,GatewayError.Internal _ ->
                Optional.empty();
        };
    }
}
