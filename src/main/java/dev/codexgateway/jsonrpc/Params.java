package dev.codexgateway.jsonrpc;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.JsonValue.ValueType;

import dev.codexgateway.error.GatewayException;

/**
 * The parameters of a call (JSON-RPC 2.0 §4.2), read by name. A member that is null counts as absent; one of another type
 * than asked for is refused with a sentence that names it, and never repeats what was sent. Members that nobody asks for
 * are ignored.
 */
public final class Params {
    private final JsonStructure sent;

    public Params(Optional<JsonStructure> sent) {
        this.sent = sent.orElse(JsonValue.EMPTY_JSON_OBJECT);
    }

    public static Params of(JsonObject members) {
        return new Params(Optional.of(members));
    }

    /** The parameters if they were given by position, for a method that takes them so; all others refuse them. */
    public Optional<JsonArray> positional() {
        return sent instanceof JsonArray array ? Optional.of(array) : Optional.empty();
    }

    /** May be the empty string. */
    public String required(String name) {
        return text(name).orElseThrow(() -> GatewayException.invalid("`" + name + "` is required."));
    }

    public Optional<String> text(String name) {
        return read(name, "a string", Params::asText);
    }

    /** Takes {@code 3.0} and {@code 3e0} for 3: JSON has one type of number. */
    public Optional<Long> integer(String name, long min, long max) {
        return read(name, "a whole number from " + min + " to " + max,
                value -> asInteger(value).filter(number -> number >= min && number <= max));
    }

    public Optional<Double> number(String name, double min, double max) {
        return read(name, "a number from " + plain(min) + " to " + plain(max),
                value -> asNumber(value).filter(number -> number >= min && number <= max));
    }

    public Optional<Boolean> flag(String name) {
        return read(name, "true or false", Params::asFlag);
    }

    /** Empty if absent. */
    public List<String> texts(String name) {
        return read(name, "an array of strings", Params::asTexts).orElse(List.of());
    }

    public Optional<JsonObject> object(String name) {
        return read(name, "an object",
                value -> value instanceof JsonObject object ? Optional.of(object) : Optional.empty());
    }

    private <T> Optional<T> read(String name, String expected, Function<JsonValue, Optional<T>> as) {
        return Optional.ofNullable(members().get(name))
                .filter(value -> value.getValueType() != ValueType.NULL)
                .map(value -> as.apply(value).orElseThrow(
                        () -> GatewayException.invalid("`" + name + "` must be " + expected + ".")));
    }

    private JsonObject members() {
        return switch (sent) {
            case JsonObject members -> members;
            case JsonArray array when array.isEmpty() -> JsonValue.EMPTY_JSON_OBJECT;
            default -> throw GatewayException.invalid("Params must be given by name.");
        };
    }

    private static Optional<String> asText(JsonValue value) {
        return value instanceof JsonString text ? Optional.of(text.getString()) : Optional.empty();
    }

    private static Optional<Long> asInteger(JsonValue value) {
        try {
            return value instanceof JsonNumber number
                    ? Optional.of(number.bigDecimalValue().longValueExact())
                    : Optional.empty();
        } catch (ArithmeticException fractionalOrTooLarge) {
            return Optional.empty();
        }
    }

    private static Optional<Double> asNumber(JsonValue value) {
        return value instanceof JsonNumber number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    private static Optional<Boolean> asFlag(JsonValue value) {
        return switch (value.getValueType()) {
            case TRUE -> Optional.of(true);
            case FALSE -> Optional.of(false);
            case STRING, NUMBER, OBJECT, ARRAY, NULL -> Optional.empty();
        };
    }

    private static Optional<List<String>> asTexts(JsonValue value) {
        return value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)
                ? Optional.of(array.getValuesAs(JsonString::getString))
                : Optional.empty();
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }
}
