package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import com.nimbusds.jose.jwk.JWK;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;

/** What the service says of itself (RFC 8414, RFC 9728) is what it does, no less and no more. */
class MetadataTest {
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    private static final String ORIGIN = "https://spa.example.com";
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    private static String issuer;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true")
                .yaml("server:\n  cors-origins: " + ORIGIN + "\n").start();
        calls = new TokenCalls(gateway);
        issuer = gateway.gateway().publicUrl().toString();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @Tag("rfc8414-3.3")
    void theIssuerIsThePublicUrlToTheLetter() {
        assertThat(server().getString("issuer")).isEqualTo(issuer);
        try (GatewayFixture other = GatewayFixture.builder().with("PUBLIC_URL", "https://gateway.example.com/")
                .start()) {
            JsonObject metadata = json(other.get(SERVER).body());
            assertThat(metadata.getString("issuer")).isEqualTo("https://gateway.example.com");
            assertThat(metadata.getString("token_endpoint")).isEqualTo("https://gateway.example.com/oauth/token");
        }
    }

    @Test
    void itSaysThisAndNothingElse() {
        assertThat(server().keySet()).containsExactlyInAnyOrder("issuer", "authorization_endpoint", "token_endpoint",
                "revocation_endpoint", "introspection_endpoint", "registration_endpoint", "scopes_supported",
                "response_types_supported", "response_modes_supported", "grant_types_supported",
                "code_challenge_methods_supported", "token_endpoint_auth_methods_supported",
                "revocation_endpoint_auth_methods_supported", "introspection_endpoint_auth_methods_supported",
                "token_endpoint_auth_signing_alg_values_supported",
                "revocation_endpoint_auth_signing_alg_values_supported", "client_id_metadata_document_supported",
                "authorization_response_iss_parameter_supported", "ui_locales_supported");
    }

    @Test
    void eachEndpointIsThere() {
        Map<String, String> endpoints = server().entrySet().stream()
                .filter(member -> member.getKey().endsWith("_endpoint"))
                .collect(Collectors.toMap(Map.Entry::getKey, member -> ((JsonString) member.getValue()).getString()));

        assertThat(endpoints.values()).hasSize(5).allSatisfy(endpoint -> {
            assertThat(endpoint).startsWith(issuer + "/oauth/");
            String path = URI.create(endpoint).getPath();
            assertThat(gateway.get(path).statusCode()).as("GET " + path).isIn(400, 405);
            assertThat(gateway.post(path, "{}").statusCode()).as("POST " + path).isIn(400, 401, 405);
        });
    }

    @Test
    void eachWayToAuthenticateAndEachGrantWorks() {
        assertThat(words(server(), "grant_types_supported")).containsExactlyInAnyOrder("authorization_code",
                "refresh_token", "client_credentials");
        JsonObject tokens = calls.tokens();
        assertThat(calls.refresh(tokens).statusCode()).isEqualTo(200);
        calls.granted("grant_type=client_credentials&" + OWN_CREDENTIALS);

        String token = "token=" + tokens.getString("access_token");
        String publicClient = "client_id=" + calls.registered().getString("client_id");
        String basic = TokenCalls.basic(GatewayFixture.CLIENT, GatewayFixture.CLIENT_SECRET);
        for (String endpoint : List.of("revocation", "introspection")) {
            String path = URI.create(server().getString(endpoint + "_endpoint")).getPath();
            Set<String> methods = words(server(), endpoint + "_endpoint_auth_methods_supported");
            assertThat(calls.form(path, token + "&" + OWN_CREDENTIALS).statusCode() == 200)
                    .isEqualTo(methods.contains("client_secret_post"));
            assertThat(calls.form(path, token, "Authorization", basic).statusCode() == 200)
                    .isEqualTo(methods.contains("client_secret_basic"));
            assertThat(calls.form(path, token + "&" + publicClient).statusCode() == 200)
                    .isEqualTo(methods.contains("none"));
        }
        assertThat(words(server(), "token_endpoint_auth_methods_supported"))
                .containsExactlyInAnyOrder("client_secret_basic", "client_secret_post", "none", "private_key_jwt");
    }

    @Test
    void aClientThatDescribesItselfSignsByEachAlgorithm() {
        assertThat(server().getBoolean("client_id_metadata_document_supported")).isTrue();
        try (DescribedClient client = new DescribedClient().publish("token_endpoint_auth_method", "private_key_jwt",
                "jwks", DescribedClient.set(DescribedClient.RSA, DescribedClient.EC))) {
            Map<String, JWK> keys = Map.of("RS256", DescribedClient.RSA, "ES256", DescribedClient.EC);
            for (String endpoint : List.of("token", "revocation")) {
                assertThat(words(server(), endpoint + "_endpoint_auth_methods_supported")).contains("private_key_jwt");
                assertThat(words(server(), endpoint + "_endpoint_auth_signing_alg_values_supported"))
                        .isEqualTo(keys.keySet());
            }

            keys.forEach((algorithm, key) -> {
                JsonObject tokens = calls.granted(TokenCalls.exchange(calls.code(TokenCalls.encoded(client.id()),
                        TokenCalls.CHALLENGE)) + "&code_verifier=" + TokenCalls.VERIFIER + client.signed(gateway, key));
                assertThat(calls.form("/oauth/revoke",
                        "token=" + tokens.getString("access_token") + client.signed(gateway, key)).statusCode())
                        .as(algorithm).isEqualTo(200);
            });
        }
    }

    @Test
    void eachScopeCanBeAskedForAndNoOther() {
        assertThat(words(server(), "scopes_supported")).containsExactlyInAnyOrder("read", "write", "admin");
        words(server(), "scopes_supported").forEach(
                scope -> assertThat(calls.tokens("&scope=" + scope).getString("scope")).isEqualTo(scope));
    }

    @Test
    void whatAnMcpClientIsToldToAskForItGets() {
        Set<String> scopes = words(json(gateway.get(RESOURCE + "/mcp").body()), "scopes_supported");
        assertThat(scopes).containsExactlyInAnyOrder("read", "write");

        String client = calls.registered().getString("client_id");
        JsonObject tokens = calls.granted(TokenCalls.exchange(calls.code(client, TokenCalls.CHALLENGE + "&scope="
                + TokenCalls.encoded(String.join(" ", scopes)) + "&resource=" + TokenCalls.encoded(issuer + "/mcp")))
                + "&code_verifier=" + TokenCalls.VERIFIER + "&client_id=" + client);
        assertThat(tokens.getString("scope")).isEqualTo("read write");
    }

    @Test
    @Tag("rfc9728-3.2")
    void eachResourceSaysWhoItIsAndWhoGuardsIt() {
        for (String path : List.of("", "/mcp")) {
            JsonObject resource = json(gateway.get(RESOURCE + path).body());

            assertThat(resource.getString("resource")).isEqualTo(issuer + path);
            assertThat(words(resource, "authorization_servers")).containsExactly(issuer);
            assertThat(words(resource, "bearer_methods_supported")).containsExactly("header");
            assertThat(calls.tokens("&resource=" + TokenCalls.encoded(resource.getString("resource")))).isNotEmpty();
        }
        assertThat(gateway.get(RESOURCE + "/other").statusCode()).isEqualTo(404);
    }

    @Test
    void theChallengeLeadsToTheDocumentOfTheResource() {
        String challenge = gateway.post("/jsonrpc", "{}").headers().firstValue("WWW-Authenticate").orElseThrow();

        assertThat(challenge).contains("resource_metadata=\"" + issuer + RESOURCE + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER, RESOURCE, RESOURCE + "/mcp"})
    void theDocumentsAreReadByScriptsOfConfiguredOriginsOnly(String path) {
        assertThat(allowed(gateway.get(path, "Origin", ORIGIN))).isEqualTo(ORIGIN);
        assertThat(allowed(gateway.get(path, "Origin", "https://evil.example.com"))).isEmpty();
        assertThat(gateway.get(path).headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {SERVER, RESOURCE, RESOURCE + "/mcp"})
    @Tag("rfc9110-9.3.2")
    void whetherTheyAreThereIsToldWithoutThem(String path) {
        HttpResponse<String> head = gateway.send(method("HEAD", path));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(gateway.get(path).body().length());
        assertThat(gateway.send(method("PUT", path)).headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/register"})
    void tokensAreAskedForByScriptsOfConfiguredOriginsOnly(String path) {
        HttpResponse<String> refused = gateway.post(path, "{}", "Origin", ORIGIN);

        assertThat(allowed(refused)).as("a script can read a refusal too").isEqualTo(ORIGIN);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(allowed(gateway.post(path, "{}", "Origin", "https://evil.example.com"))).isEmpty();
    }

    private static HttpRequest method(String name, String path) {
        return gateway.request(path).method(name, HttpRequest.BodyPublishers.noBody()).build();
    }

    private static String allowed(HttpResponse<String> response) {
        return response.headers().firstValue("Access-Control-Allow-Origin").orElse("");
    }

    private static JsonObject server() {
        HttpResponse<String> response = gateway.get(SERVER);
        assertThat(response.statusCode()).isEqualTo(200);
        return json(response.body());
    }

    private static Set<String> words(JsonObject metadata, String name) {
        JsonArray words = metadata.getJsonArray(name);
        return words.getValuesAs(JsonString::getString).stream().collect(Collectors.toSet());
    }
}
