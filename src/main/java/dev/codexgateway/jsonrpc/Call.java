package dev.codexgateway.jsonrpc;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;

/** A request object (JSON-RPC 2.0 §4). Names that begin with {@code rpc.} are reserved and so are never a method's. */
public sealed interface Call permits Call.Request, Call.Notification {
    String method();

    Optional<JsonStructure> params();

    /**
     * A call whose caller waits for a response.
     *
     * @param id what the response repeats: a string, a number or null
     */
    record Request(JsonValue id, String method, Optional<JsonStructure> params) implements Call {}

    /** A call without an id, to which nothing is answered, not even an error (§4.1). */
    record Notification(String method, Optional<JsonStructure> params) implements Call {}

    /** What came of reading a value as a call. */
    sealed interface Parsed permits Valid, Invalid {}

    record Valid(Call call) implements Parsed {}

    /**
     * Not a call, which is answered even if there is no id: such a value is no notification either.
     *
     * @param id the one that was sent if it could be read, else null (§5)
     */
    record Invalid(JsonValue id, String detail) implements Parsed {}

    static Parsed parse(JsonValue value) {
        return value instanceof JsonObject call
                ? parse(call)
                : new Invalid(JsonValue.NULL, "A call must be an object.");
    }

    private static Parsed parse(JsonObject call) {
        JsonValue id = call.getOrDefault("id", JsonValue.NULL);
        if (!identifies(id)) {
            return new Invalid(JsonValue.NULL, "`id` must be a string, a number or null.");
        }
        if (!Response.VERSION.equals(call.get("jsonrpc"))) {
            return new Invalid(id, "`jsonrpc` must be \"2.0\".");
        }
        if (!(call.get("method") instanceof JsonString method)) {
            return new Invalid(id, "`method` must be a string.");
        }
        if (!(call.getOrDefault("params", JsonValue.EMPTY_JSON_OBJECT) instanceof JsonStructure)) {
            return new Invalid(id, "`params` must be an object or an array.");
        }
        return new Valid(valid(call, method.getString()));
    }

    private static Call valid(JsonObject call, String method) {
        Optional<JsonStructure> params = Optional.ofNullable(call.get("params")).map(JsonStructure.class::cast);
        return Optional.ofNullable(call.get("id"))
                .<Call>map(id -> new Request(id, method, params))
                .orElseGet(() -> new Notification(method, params));
    }

    /** Fractional numbers are only advised against (§4). */
    private static boolean identifies(JsonValue id) {
        return switch (id.getValueType()) {
            case STRING, NUMBER, NULL -> true;
            case OBJECT, ARRAY, TRUE, FALSE -> false;
        };
    }
}
