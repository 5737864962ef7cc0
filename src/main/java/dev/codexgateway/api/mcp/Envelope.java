package dev.codexgateway.api.mcp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

import dev.codexgateway.jsonrpc.Call;

/**
 * What the head of a request says of the message in its body. In the stateless revision both must say the same (Streamable HTTP
 * 2026-07-28, Server Validation): who routes by the one must not be misled about the other.
 */
final class Envelope {
    private static final HeaderName VERSION = HeaderNames.create("MCP-Protocol-Version");
    private static final HeaderName METHOD = HeaderNames.create("Mcp-Method");
    private static final HeaderName NAME = HeaderNames.create("Mcp-Name");
    private static final String ENCODED = "=?base64?";
    private static final String ENCODED_END = "?=";

    private final Headers headers;
    private final Call call;
    private final Meta meta;

    private Envelope(Headers headers, Call call) {
        this.headers = headers;
        this.call = call;
        this.meta = Meta.of(call);
    }

    /**
     * The revision in which the message is meant.
     *
     * @throws Refusal if it is none of ours, or head and body do not agree
     */
    static Revision revision(Headers headers, Call call) {
        return new Envelope(headers, call).revision();
    }

    private Revision revision() {
        Optional<String> head = only(VERSION);
        if (meta.version().isPresent() && !meta.version().equals(head)) {
            throw Refusal.headerMismatch("MCP-Protocol-Version is not what `_meta` says.");
        }
        if (meta.version().isEmpty() && call.method().equals(McpMethods.INITIALIZE)) {
            return Revision.V2025_11_25;
        }
        // Without the header it is a client of before there was one, whose calls were as they are in the oldest revision here.
        Revision revision = head
                .map(word -> Revision.of(word).orElseThrow(() -> Refusal.unsupportedVersion(word)))
                .orElse(Revision.V2025_06_18);
        if (revision.stateless() && call instanceof Call.Request) {
            check();
        }
        return revision;
    }

    private void check() {
        if (meta.version().isEmpty()) {
            throw Refusal.missing(Meta.VERSION);
        }
        if (!meta.tellsCapabilities()) {
            throw Refusal.missing(Meta.CAPABILITIES);
        }
        demand(METHOD, Optional.of(call.method()), only(METHOD));
        if (call.method().equals(McpMethods.CALL_TOOL)) {
            demand(NAME, named(), only(NAME).flatMap(Envelope::decoded));
        }
    }

    /** Of the body that has no name the method itself says what is wrong. */
    private static void demand(HeaderName header, Optional<String> inBody, Optional<String> inHead) {
        if (inBody.isPresent() && !inBody.equals(inHead)) {
            throw Refusal.headerMismatch(header.defaultCase() + " is missing, or is not what the body says.");
        }
    }

    private Optional<String> named() {
        return call.params().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                .map(params -> params.get("name")).filter(JsonString.class::isInstance)
                .map(name -> ((JsonString) name).getString());
    }

    private Optional<String> only(HeaderName header) {
        List<String> values = headers.all(header, List::of);
        if (values.size() > 1) {
            throw Refusal.headerMismatch(header.defaultCase() + " may come once only.");
        }
        return values.stream().findFirst().map(String::strip);
    }

    /** As it was before it was encoded, since a header holds visible ASCII only (Value Encoding). */
    private static Optional<String> decoded(String value) {
        if (!value.startsWith(ENCODED) || !value.endsWith(ENCODED_END)) {
            return Optional.of(value);
        }
        try {
            return Optional.of(new String(Base64.getDecoder().decode(value.substring(ENCODED.length(),
                    Math.max(ENCODED.length(), value.length() - ENCODED_END.length()))), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
