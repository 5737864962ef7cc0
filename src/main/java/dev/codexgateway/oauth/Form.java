package dev.codexgateway.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * The parameters of a request. None may come twice, and an empty one counts as absent (RFC 6749 §3.1, §3.2).
 *
 * @param repeated the names that came twice; reading one of them is refused
 */
public record Form(Map<String, String> values, Set<String> repeated) {

    /** Parses {@code application/x-www-form-urlencoded}, as a body or a query. */
    static Form parse(String encoded) {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> repeated = new HashSet<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (values.put(name, value) != null) {
                    repeated.add(name);
                }
            }
        }
        return new Form(Map.copyOf(values), Set.copyOf(repeated));
    }

    /** The members of a JSON object, all of which are strings. */
    static Form of(JsonObject json) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonValue> member : json.entrySet()) {
            if (member.getValue() == JsonValue.NULL) {
                continue;
            }
            if (!(member.getValue() instanceof JsonString text)) {
                throw OAuthError.INVALID_REQUEST.because("Every member of the body must be a string.");
            }
            values.put(member.getKey(), text.getString());
        }
        return new Form(Map.copyOf(values), Set.of());
    }

    String required(String name) {
        return optional(name)
                .orElseThrow(() -> OAuthError.INVALID_REQUEST.because("The parameter " + name + " is missing."));
    }

    /** The parameter, if it is there. */
    public Optional<String> optional(String name) {
        if (repeated.contains(name)) {
            throw OAuthError.INVALID_REQUEST.because("The parameter " + name + " came more than once.");
        }
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    /** RFC 6749 §3.1: no parameter may be included more than once, whether it is known or not. */
    void refuseRepetition() {
        if (!repeated.isEmpty()) {
            throw OAuthError.INVALID_REQUEST.because("A parameter came more than once.");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw OAuthError.INVALID_REQUEST.because("The parameters are not form-encoded.");
        }
    }
}
