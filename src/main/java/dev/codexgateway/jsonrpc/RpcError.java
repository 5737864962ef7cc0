package dev.codexgateway.jsonrpc;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.Problem;
import dev.codexgateway.json.Json;

/**
 * An error object (JSON-RPC 2.0 §5.1). Callers do better to tell errors apart by the problem's type than by the code.
 *
 * @param problem becomes the {@code data}
 */
public record RpcError(int code, String message, Problem problem) {

    public static RpcError of(GatewayError error) {
        Problem problem = Problem.of(error);
        return new RpcError(code(error), problem.detail(), problem);
    }

    public static RpcError parseError() {
        return predefined(-32700, 400, "parse-error", "Parse error", "This is not well-formed JSON.", Map.of());
    }

    public static RpcError invalidRequest(String detail) {
        return predefined(-32600, 400, "invalid-request", "Invalid Request", detail, Map.of());
    }

    static RpcError methodNotFound(Collection<String> available) {
        JsonValue names = Json.createArrayBuilder(available.stream().sorted().toList()).build();
        return predefined(-32601, 404, "method-not-found", "Method not found", "There is no such method.",
                Map.of("available_methods", names));
    }

    JsonObject json(String incident) {
        return Json.createObjectBuilder()
                .add("code", code)
                .add("message", message)
                .add("data", problem.json(incident))
                .build();
    }

    /** The message is the specification's own. */
    private static RpcError predefined(int code, int status, String type, String message, String detail,
            Map<String, JsonValue> extensions) {
        return new RpcError(code, message, new Problem(status, type, message, detail, extensions, Optional.empty()));
    }

    /** From -32000 to -32099 the numbers are ours to give. */
    private static int code(GatewayError error) {
        return switch (error) {
            case GatewayError.InvalidParams _ -> -32602;
            case GatewayError.TooManyRequests _,GatewayError.Unavailable _ -> -32001;
            case GatewayError.InsufficientScope _,GatewayError.Forbidden _ -> -32011;
            case GatewayError.NotFound _ -> -32012;
            case GatewayError.Conflict _ -> -32013;
            case GatewayError.UpstreamUnavailable _,GatewayError.UpstreamFailed _ -> -32014;
            case GatewayError.UpstreamNotConfigured _ -> -32015;
            case GatewayError.OAuth _ -> -32603;
            case GatewayError.Internal _ -> -32603;
            // A transport answers these itself, before there is a call.
            case GatewayError.Unauthenticated _,GatewayError.MethodNotAllowed _,GatewayError.UnsupportedMediaType _,GatewayError.NotAcceptable _,GatewayError.UpgradeRequired _,GatewayError.TooLarge _ ->
                -32603;
        };
    }
}
