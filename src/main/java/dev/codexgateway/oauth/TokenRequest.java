package dev.codexgateway.oauth;

import java.util.Optional;
import java.util.Set;

import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;

/** What arrives at the token endpoint; one that exists is well formed. */
sealed interface TokenRequest {

    record CodeExchange(String code, String redirectUri, Optional<String> codeVerifier,
            Optional<Resource> resource) implements TokenRequest {}

    record Refresh(String refreshToken, Optional<Set<Scope>> scopes,
            Optional<Resource> resource) implements TokenRequest {}

    record ClientCredentials(Optional<Set<Scope>> scopes, Optional<Resource> resource) implements TokenRequest {}

    static TokenRequest parse(Form form, Issuer issuer) {
        return switch (form.required("grant_type")) {
            case "authorization_code" -> new CodeExchange(form.required("code"), form.required("redirect_uri"),
                    form.optional("code_verifier"), resource(form, issuer));
            case "refresh_token" -> new Refresh(form.required("refresh_token"), scopes(form), resource(form, issuer));
            case "client_credentials" -> new ClientCredentials(scopes(form), resource(form, issuer));
            default -> throw OAuthError.UNSUPPORTED_GRANT_TYPE.because("This server does not offer that grant type.");
        };
    }

    /** The scopes asked for; empty when none are. */
    static Optional<Set<Scope>> scopes(Form form) {
        return form.optional("scope").filter(words -> !words.isBlank()).map(words -> Scope.parse(words)
                .orElseThrow(() -> OAuthError.INVALID_SCOPE.because("The scopes are read, write and admin.")));
    }

    private static Optional<Resource> resource(Form form, Issuer issuer) {
        Optional<String> named = form.optional("resource");
        return named.map(text -> issuer.resource(named)
                .orElseThrow(() -> OAuthError.INVALID_TARGET.because("There is no such resource here.")));
    }
}
