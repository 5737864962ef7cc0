package dev.codexgateway.oauth;

import java.util.Locale;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** The error codes that this server uses (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2). */
enum OAuthError {
    INVALID_REQUEST, INVALID_CLIENT, INVALID_GRANT, INVALID_SCOPE, INVALID_TARGET, UNAUTHORIZED_CLIENT, UNSUPPORTED_GRANT_TYPE, UNSUPPORTED_RESPONSE_TYPE, UNSUPPORTED_TOKEN_TYPE, ACCESS_DENIED, INVALID_REDIRECT_URI, INVALID_CLIENT_METADATA;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param description a sentence for the client's developer, in ASCII without quotes as RFC 6749 §5.2 demands */
    GatewayException because(String description) {
        return new GatewayException(new GatewayError.OAuth(code(), description, false));
    }
}
