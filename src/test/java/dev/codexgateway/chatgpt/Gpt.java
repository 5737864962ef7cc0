package dev.codexgateway.chatgpt;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.codexgateway.testing.Person;

/**
 * A GPT with one Action, as its maker filled the editor's form in.
 *
 * @param id of which the callback is made
 */
public record Gpt(String id, ActionSchema schema, Credentials credentials) {

    public Gpt {
        List<String> faults = Stream.of(credentials.authorizationUrl(), credentials.tokenUrl())
                .filter(url -> !Domains.together(url, schema.server()))
                .map(url -> url + " is not of the same root domain as " + schema.server()).toList();
        if (!faults.isEmpty()) {
            throw new ImportRefused(faults);
        }
    }

    public String callback() {
        return "https://chatgpt.com/aip/" + id + "/oauth/callback";
    }

    /** How the client proves itself at the token URL. */
    public enum TokenExchange {
        /** "Default (POST request)". */
        DEFAULT_POST,
        /** "Basic authorization header". */
        BASIC_AUTH_HEADER
    }

    /** What is pasted into the form "Authentication: OAuth". */
    public record Credentials(String clientId, String clientSecret, URI authorizationUrl, URI tokenUrl, String scope,
            TokenExchange exchange) {

        /** As most fill it in: without a scope, by POST. */
        public Credentials(String clientId, String clientSecret, URI authorizationUrl, URI tokenUrl) {
            this(clientId, clientSecret, authorizationUrl, tokenUrl, "", TokenExchange.DEFAULT_POST);
        }

        public Credentials by(TokenExchange other) {
            return new Credentials(clientId, clientSecret, authorizationUrl, tokenUrl, scope, other);
        }

        /** The authorization request as it was captured: with an empty scope if there is none, and without PKCE. */
        URI authorization(String callback, String state) {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("response_type", "code");
            query.put("client_id", clientId);
            query.put("redirect_uri", callback);
            query.put("scope", scope);
            query.put("state", state);
            return URI.create(authorizationUrl + "?" + Person.encode(query));
        }

        /** The token request's form; the secret is in it unless it goes into the header. */
        String form(Map<String, String> fields) {
            Map<String, String> form = new LinkedHashMap<>(fields);
            if (exchange == TokenExchange.DEFAULT_POST) {
                form.put("client_id", clientId);
                form.put("client_secret", clientSecret);
            }
            return Person.encode(form);
        }

        String basic() {
            return "Basic " + Base64.getEncoder()
                    .encodeToString((clientId + ":" + clientSecret).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Credentials[" + clientId + "]";
        }
    }
}
