package dev.codexgateway.codex.openai;

import dev.codexgateway.codex.TurnError;
import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamRefusal;

/** Which turn error each fault of the upstream becomes. The sentences are ours: an upstream's own may tell of keys or organisations. */
final class Failures {
    private static final String PREFIX = "upstream_";

    private Failures() {}

    static TurnError of(UpstreamRefusal refusal) {
        return switch (refusal.status()) {
            case 401 -> error("upstream_authentication",
                    "OpenAI does not accept the gateway's key; its operator must mend that.");
            case 403 -> error("upstream_forbidden", "OpenAI does not allow this to the gateway.");
            case 404 ->
                error("upstream_not_found", "OpenAI does not know the model, or does not offer it to the gateway.");
            case 408, 504 -> error("upstream_timeout", "OpenAI took too long to answer.");
            case 429 -> refusal.code().equals("insufficient_quota") ? quota() : rateLimited();
            default -> refusal.status() >= 500
                    ? unavailable()
                    : refusal.status() >= 400 ? of(refusal.code(), invalid()) : protocol();
        };
    }

    static TurnError of(UpstreamFault fault) {
        return switch (fault.reason()) {
            case CONNECT, TLS, RESET, CIRCUIT_OPEN -> unavailable();
            case TIMEOUT -> error("upstream_timeout", "OpenAI was silent for too long.");
            case CUT, NO_END -> error("upstream_disconnected", "The connection to OpenAI ended before the answer did.");
            case PROTOCOL -> protocol();
            case OVERSIZED -> error("upstream_oversized", "OpenAI sent more at once than the gateway takes.");
            case STOPPED -> TurnError.CANCELLED;
        };
    }

    /** The metric's label for an error made here: its type's own word. */
    static String reason(TurnError error) {
        return error.type().substring(PREFIX.length());
    }

    /** The error of a response that failed, by OpenAI's code for it. */
    static TurnError failed(String code) {
        return of(code, error("upstream_failed", "OpenAI could not finish the answer."));
    }

    static TurnError incomplete(String reason) {
        return error("upstream_incomplete", switch (reason) {
            case "max_output_tokens" -> "The answer is incomplete: the model reached its limit of output tokens.";
            case "content_filter" -> "The answer is incomplete: OpenAI's content filter stopped it.";
            default -> "The answer is incomplete: OpenAI stopped it early.";
        });
    }

    private static TurnError protocol() {
        return error("upstream_protocol", "What OpenAI sent could not be understood.");
    }

    private static TurnError of(String code, TurnError otherwise) {
        return switch (code) {
            case "rate_limit_exceeded" -> rateLimited();
            case "insufficient_quota" -> quota();
            case "context_length_exceeded" ->
                error("upstream_context_length", "The conversation is longer than the model can take.");
            case "invalid_prompt", "bio_policy", "content_policy_violation" ->
                error("upstream_policy", "OpenAI refused the prompt by its policy.");
            case "model_not_found" ->
                error("upstream_not_found", "OpenAI does not know the model, or does not offer it to the gateway.");
            case "server_error" -> error("upstream_failed", "OpenAI could not finish the answer.");
            default -> otherwise;
        };
    }

    private static TurnError invalid() {
        return error("upstream_invalid_request",
                "OpenAI refused the request: a parameter such as the model, an image or the schema does not suit it.");
    }

    private static TurnError unavailable() {
        return error("upstream_unavailable", "OpenAI could not be reached or is failing; try again later.");
    }

    private static TurnError rateLimited() {
        return error("upstream_rate_limited", "OpenAI's rate limit is reached; try again later.");
    }

    private static TurnError quota() {
        return error("upstream_quota_exceeded",
                "The gateway's quota at OpenAI is used up; its operator must mend that.");
    }

    private static TurnError error(String type, String message) {
        return new TurnError(type, message);
    }
}
