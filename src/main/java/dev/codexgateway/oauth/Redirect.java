package dev.codexgateway.oauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The way back to a verified callback (RFC 6749 §4.1.2, RFC 9207).
 *
 * @param uri verified
 */
record Redirect(String uri, Optional<String> state, String issuer) {

    String code(String code) {
        return with("code=" + encoded(code));
    }

    String error(String code, String description) {
        return with("error=" + encoded(code) + "&error_description=" + encoded(description));
    }

    private String with(String parameters) {
        return uri + (uri.contains("?") ? "&" : "?") + parameters
                + state.map(text -> "&state=" + encoded(text)).orElse("")
                + "&iss=" + encoded(issuer);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
