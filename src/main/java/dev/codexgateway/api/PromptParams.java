package dev.codexgateway.api;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.jsonrpc.Params;

/** Reads what calls about turns have in common. */
public final class PromptParams {
    private static final Pattern TURN_ID = Pattern.compile("\\w{1,64}");
    private static final Pattern REQUEST_ID = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private PromptParams() {}

    public static Prompt prompt(Params params) {
        return new Prompt(params.required("prompt"), params.text("model"), params.texts("images"), List.of(),
                params.object("output_schema"));
    }

    /** The conversation that is named by the params, else by the chat. */
    public static Optional<SessionId> session(Params params, CallHeaders headers) {
        return params.text("session_id").or(() -> headers.chat().filter(chat -> !chat.isBlank())).map(SessionId::new);
    }

    /** A turn that the params name. */
    public static Optional<String> turnId(Params params) {
        Optional<String> turnId = params.text("turn_id");
        if (turnId.filter(id -> !TURN_ID.matcher(id).matches()).isPresent()) {
            throw GatewayException.invalid("`turn_id` is not one that a prompt gave.");
        }
        return turnId;
    }

    /** By what a repetition is known: from the params, else from the head. */
    public static Optional<String> requestId(Params params, CallHeaders headers) {
        Optional<String> requestId = params.text("request_id").or(headers::idempotencyKey);
        if (requestId.filter(id -> !REQUEST_ID.matcher(id).matches()).isPresent()) {
            throw GatewayException.invalid("A request id has 1 to 255 visible ASCII characters.");
        }
        return requestId;
    }
}
