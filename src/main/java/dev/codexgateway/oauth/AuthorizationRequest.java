package dev.codexgateway.oauth;

import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.access.Scope;
import dev.codexgateway.json.Json;

/**
 * A checked authorization request (RFC 6749 §4.1.1, RFC 7636, RFC 8707).
 *
 * @param redirectUri   verified, or the callback of a GPT that the owner has still to claim
 * @param gptToClaim    the GPT whose callback it is, if it is not claimed yet
 * @param codeChallenge by S256
 * @param loginAgain    whether a signed-in user must sign in anew ({@code prompt=login})
 * @param described     the client as its metadata had it when it asked, if it describes itself
 */
public record AuthorizationRequest(String clientId, String redirectUri, Optional<String> gptToClaim,
        Optional<String> state,
        Set<Scope> scopes, Optional<String> codeChallenge, String resource, boolean loginAgain,
        Optional<Client> described) {

    public AuthorizationRequest {
        scopes = Set.copyOf(scopes);
    }

    /** The same, now that the user has signed in for it. */
    AuthorizationRequest signedIn() {
        return new AuthorizationRequest(clientId, redirectUri, gptToClaim, state, scopes, codeChallenge, resource,
                false, described);
    }

    /** As it is parked. */
    public JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("client_id", clientId).add("redirect_uri", redirectUri)
                .add("scope", Scope.words(scopes)).add("resource", resource).add("login_again", loginAgain);
        gptToClaim.ifPresent(id -> json.add("gpt", id));
        state.ifPresent(text -> json.add("state", text));
        codeChallenge.ifPresent(text -> json.add("code_challenge", text));
        described.ifPresent(client -> json.add("described", client.json()));
        return json.build();
    }

    /** Reads back what {@link #json()} wrote. */
    public static AuthorizationRequest of(JsonObject json) {
        return new AuthorizationRequest(json.getString("client_id"), json.getString("redirect_uri"),
                Optional.ofNullable(json.getString("gpt", null)), Optional.ofNullable(json.getString("state", null)),
                Scope.parse(json.getString("scope")).orElseThrow(),
                Optional.ofNullable(json.getString("code_challenge", null)),
                json.getString("resource"), json.getBoolean("login_again"),
                Optional.ofNullable(json.getJsonObject("described")).map(Client::described));
    }
}
