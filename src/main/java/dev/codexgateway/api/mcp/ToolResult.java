package dev.codexgateway.api.mcp;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.Problem;
import dev.codexgateway.json.Json;

/** What {@code tools/call} answers (CallToolResult). */
final class ToolResult {
    /** Not {@code structuredContent}: that must be as the tool's output schema says, in errors too. */
    private static final String PROBLEM = "dev.codexgateway/problem";
    private static final String CHALLENGE = "mcp/www_authenticate";

    private ToolResult() {}

    /** The result, as structure and as text for clients that know only that. */
    static JsonObject of(JsonObject structured) {
        return text(structured.toString()).add("structuredContent", structured).add("isError", false).build();
    }

    /** A refusal, in words on which the model can act. */
    static JsonObject refused(GatewayError error, String incident) {
        Problem problem = Problem.of(error);
        JsonObjectBuilder meta = Json.createObjectBuilder().add(PROBLEM, problem.json(incident));
        if (error instanceof GatewayError.InsufficientScope missing) {
            meta.add(CHALLENGE, Json.createArrayBuilder().add(missing.challenge()));
        }
        return text(problem.detail() + advice(error, problem)).add("isError", true).add("_meta", meta).build();
    }

    private static String advice(GatewayError error, Problem problem) {
        return switch (error) {
            case GatewayError.InvalidParams _ -> " Mend the arguments and call again.";
            case GatewayError.NotFound _ -> " Call " + Tool.LIST.word() + " to see which conversations there are.";
            case GatewayError.Conflict e -> e.turnId().map(turn -> " It is turn \"" + turn + "\": call "
                    + Tool.STATUS.word() + " to wait for it, or " + Tool.CANCEL.word() + " to end it.")
                    .orElse(" Use another request_id.");
            case GatewayError.InsufficientScope _ -> " The person has to sign in again and allow that.";
            case GatewayError.TooManyRequests _,GatewayError.Unavailable _,GatewayError.UpstreamUnavailable _ ->
                problem.retryAfterSeconds().map(seconds -> " Call again in " + seconds + " seconds.").orElse("");
            case GatewayError.UpstreamNotConfigured _ ->
                " Only who runs the gateway can mend that; do not call again.";
            case GatewayError.Unauthenticated _,GatewayError.Forbidden _,GatewayError.UpstreamFailed _,GatewayError.MethodNotAllowed _,GatewayError.UnsupportedMediaType _,GatewayError.NotAcceptable _,GatewayError.UpgradeRequired _,GatewayError.TooLarge _,GatewayError.OAuth _,GatewayError.Internal _ ->
                "";
        };
    }

    private static JsonObjectBuilder text(String text) {
        return Json.createObjectBuilder().add("content",
                Json.createArrayBuilder().add(Json.createObjectBuilder().add("type", "text").add("text", text)));
    }
}
