package dev.codexgateway.api.mcp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import dev.codexgateway.access.Access;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.jsonrpc.Params;
import dev.codexgateway.observe.RequestId;

/**
 * {@code tools/call}: finds the tool, checks what the credential may do, runs it. What a tool refuses is a result that the model
 * reads; an error of the protocol is only what no model could mend.
 */
final class ToolCalls {
    private static final Logger LOG = System.getLogger(ToolCalls.class.getName());

    private final ToolDescriptions descriptions;
    private final CodexTools tools;
    private final Access access;

    ToolCalls(ToolDescriptions descriptions, CodexTools tools, Access access) {
        this.descriptions = descriptions;
        this.tools = tools;
        this.access = access;
    }

    JsonObject call(Params params, Exchange exchange) {
        Tool tool = Tool.of(params.required("name")).orElseThrow(() -> GatewayException.invalid("Unknown tool."));
        JsonObject arguments = params.object("arguments").orElse(JsonValue.EMPTY_JSON_OBJECT);
        try {
            access.check(exchange.caller(), tool.scope());
            checkNames(tool, arguments);
            return ToolResult.of(tools.call(tool, Params.of(arguments), exchange));
        } catch (GatewayException e) {
            return refused(tool, e, exchange);
        }
    }

    private static JsonObject refused(Tool tool, GatewayException refusal, Exchange exchange) {
        if (refusal.getCause() != null) {
            LOG.log(Level.WARNING, () -> tool.word() + " was refused", refusal);
        }
        if (refusal.error() instanceof GatewayError.InsufficientScope missing) {
            exchange.forbid(missing.challenge());
        }
        if (refusal.error() instanceof GatewayError.TooManyRequests) {
            exchange.limit();
        }
        return ToolResult.refused(refusal.error(), RequestId.current());
    }

    /** A misspelled argument that was passed over would be a prompt that asks something else than was meant. */
    private void checkNames(Tool tool, JsonObject arguments) {
        if (!descriptions.arguments(tool).containsAll(arguments.keySet())) {
            throw GatewayException.invalid(tool.word() + " takes only these arguments: "
                    + String.join(", ", descriptions.arguments(tool)) + ".");
        }
    }
}
