package dev.codexgateway.oauth;

import java.util.Optional;
import java.util.Set;

import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.error.GatewayException;

/** Parses what an authorization request asks for, its client and callback being known. */
final class AuthorizationRequests {
    private static final int MAX_STATE = 4096;

    private AuthorizationRequests() {}

    /** @throws GatewayException with the code to send back */
    static AuthorizationRequest parse(Client client, String redirectUri, Optional<String> gpt, Form form,
            Issuer issuer) {
        form.refuseRepetition();
        if (!form.required("response_type").equals("code")) {
            throw OAuthError.UNSUPPORTED_RESPONSE_TYPE.because("Only response_type=code is offered.");
        }
        refuse(form, "request");
        refuse(form, "request_uri");
        if (form.optional("response_mode").filter(mode -> !mode.equals("query")).isPresent()) {
            throw OAuthError.INVALID_REQUEST.because("Only response_mode=query is offered.");
        }
        if (form.optional("state").filter(state -> state.length() > MAX_STATE).isPresent()) {
            throw OAuthError.INVALID_REQUEST.because("The state is too long.");
        }
        Set<Scope> scopes = TokenRequest.scopes(form).orElse(Scope.USUAL);
        if (scopes.contains(Scope.ADMIN) && !client.configured()) {
            throw OAuthError.INVALID_SCOPE.because("This client cannot ask for admin.");
        }
        Resource resource = issuer.resource(form.optional("resource"))
                .orElseThrow(() -> OAuthError.INVALID_TARGET.because("There is no such resource here."));
        return new AuthorizationRequest(client.id(), redirectUri, gpt, form.optional("state"), scopes,
                challenge(client, form), resource.name(),
                form.optional("prompt").filter(prompt -> Set.of(prompt.split(" ")).contains("login")).isPresent(),
                Optional.of(client).filter(Client::describesItself));
    }

    /** The state to send back even when the request is wrong; none if it came twice. */
    static Optional<String> state(Form form) {
        return form.repeated().contains("state")
                ? Optional.empty()
                : form.optional("state").filter(state -> state.length() <= MAX_STATE);
    }

    private static Optional<String> challenge(Client client, Form form) {
        Optional<String> challenge = form.optional("code_challenge");
        Optional<String> method = form.optional("code_challenge_method");
        if (challenge.isEmpty()) {
            if (method.isPresent() || !client.confidential()) {
                throw OAuthError.INVALID_REQUEST.because("A code_challenge by S256 is required.");
            }
            return challenge;
        }
        if (!method.equals(Optional.of("S256")) || !Pkce.challenge(challenge.get())) {
            throw OAuthError.INVALID_REQUEST
                    .because("The code_challenge must be by S256, with code_challenge_method=S256.");
        }
        return challenge;
    }

    private static void refuse(Form form, String parameter) {
        if (form.optional(parameter).isPresent()) {
            throw OAuthError.INVALID_REQUEST.because("The parameter " + parameter + " is not supported.");
        }
    }
}
