package dev.codexgateway.api.mcp;

import java.util.Map;
import java.util.Optional;

import jakarta.json.JsonArray;
import jakarta.json.JsonValue;

import dev.codexgateway.error.Problem;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.RpcError;

/** A message is refused before its method is looked for. The problem in the error has the status of HTTP. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int INVALID_REQUEST = -32600;
    private static final int INVALID_PARAMS = -32602;
    private static final int HEADER_MISMATCH = -32020;
    private static final int UNSUPPORTED_VERSION = -32022;
    private final transient RpcError error;

    private Refusal(RpcError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    RpcError error() {
        return error;
    }

    static Refusal of(RpcError error) {
        return new Refusal(error);
    }

    static Refusal invalidRequest(String detail) {
        return new Refusal(RpcError.invalidRequest(detail));
    }

    /** A script of another origin (Streamable HTTP, Security). */
    static Refusal foreignOrigin() {
        return of(INVALID_REQUEST, 403, "foreign-origin", "Foreign origin",
                "Scripts of this origin may not call: it is not in server.cors-origins.");
    }

    static Refusal notAcceptable() {
        return of(INVALID_REQUEST, 406, "not-acceptable", "Not acceptable",
                "Accept must name application/json and text/event-stream.");
    }

    static Refusal headerMismatch(String detail) {
        return of(HEADER_MISMATCH, 400, "header-mismatch", "Header mismatch", detail);
    }

    static Refusal missing(String member) {
        return of(INVALID_PARAMS, 400, "invalid-params", "Invalid params", "`_meta` must have `" + member + "`.");
    }

    static Refusal unsupportedVersion(String requested) {
        Map<String, JsonValue> data = Map.of("supported", (JsonArray) Revision.words(), "requested",
                Json.createValue(requested));
        return new Refusal(new RpcError(UNSUPPORTED_VERSION, "Unsupported protocol version",
                new Problem(400, "unsupported-protocol-version", "Unsupported protocol version",
                        "This revision of the protocol is not spoken here.", data, Optional.empty())));
    }

    private static Refusal of(int code, int status, String type, String title, String detail) {
        return new Refusal(new RpcError(code, title + ": " + detail,
                new Problem(status, type, title, detail, Map.of(), Optional.empty())));
    }
}
