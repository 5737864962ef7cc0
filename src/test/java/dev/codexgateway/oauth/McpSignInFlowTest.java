package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.Resource;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/**
 * How an MCP client comes by a token (protocol 2026-07-28, authorization), knowing nothing but the server's address: metadata,
 * a client of its own, PKCE and {@code resource}, and then refreshing and revoking.
 */
class McpSignInFlowTest {
    private static final String CALLBACK = "https://app.example.com/cb";
    private static final Pattern LINK = Pattern.compile("resource_metadata=\"([^\"]+)\"");
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    private static String issuer;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true").start();
        calls = new TokenCalls(gateway);
        issuer = gateway.gateway().publicUrl().toString();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aChallengeLeadsToATokenForWhatWasAskedFor() {
        Matcher link = LINK.matcher(gateway.post("/jsonrpc", "{}").headers().firstValue("WWW-Authenticate").orElse(""));
        assertThat(link.find()).isTrue();
        JsonObject resource = fetched(link.group(1));
        assertThat(resource.getString("resource")).isEqualTo(issuer);

        JsonObject tokens = signIn(resource, registered(server(resource)));

        assertThat(calls.knock(tokens)).isEqualTo(200);
    }

    @Test
    void aRegisteredClientSignsInForMcpRefreshesAndRevokes() {
        JsonObject resource = mcp();
        JsonObject server = server(resource);
        String client = registered(server);

        JsonObject tokens = signIn(resource, client);
        assertThat(opens(tokens, Resource.MCP)).isTrue();

        JsonObject refreshed = refreshed(server, client, tokens);
        assertThat(opens(refreshed, Resource.MCP)).isTrue();
        assertThat(refreshed.getString("refresh_token")).as("those of public clients rotate")
                .isNotEqualTo(tokens.getString("refresh_token"));

        assertThat(post(server, "revocation_endpoint", Map.of("token", refreshed.getString("refresh_token"),
                "client_id", client)).statusCode()).isEqualTo(200);
        assertThat(opens(refreshed, Resource.MCP)).isFalse();
        assertThat(post(server, "token_endpoint", refreshing(client, refreshed)).statusCode()).isEqualTo(400);
    }

    @Test
    void soDoesOneThatDescribesItself() {
        JsonObject resource = mcp();
        JsonObject server = server(resource);
        assertThat(server.getBoolean("client_id_metadata_document_supported")).isTrue();
        try (DescribedClient client = new DescribedClient().publish()) {
            JsonObject tokens = signIn(resource, client.id());

            assertThat(opens(refreshed(server, client.id(), tokens), Resource.MCP)).isTrue();
            assertThat(
                    post(server, "revocation_endpoint", Map.of("token", tokens.getString("refresh_token"), "client_id",
                            client.id())).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @Tag("rfc8707-2")
    void aTokenOpensItsOwnResourceOnly() {
        JsonObject forMcp = signIn(mcp(), registered(server(mcp())));
        JsonObject api = fetched(issuer + "/.well-known/oauth-protected-resource");
        JsonObject forApi = signIn(api, registered(server(api)));

        assertThat(opens(forMcp, Resource.API)).isFalse();
        assertThat(calls.knock(forMcp)).isEqualTo(401);
        assertThat(opens(forApi, Resource.MCP)).isFalse();
        assertThat(calls.knock(forApi)).isEqualTo(200);
    }

    @Test
    @Tag("rfc8707-2")
    void aRefreshDoesNotLeadToAnotherResourceNorFurther() {
        JsonObject server = server(mcp());
        String client = registered(server);
        JsonObject tokens = signIn(mcp(), client, "&scope=read");

        Map<String, String> other = refreshing(client, tokens);
        other.put("resource", issuer);
        assertThat(error(post(server, "token_endpoint", other))).isEqualTo("invalid_target");
        other.put("resource", issuer + "/elsewhere");
        assertThat(error(post(server, "token_endpoint", other))).isEqualTo("invalid_target");
        other.put("resource", issuer + "/mcp");
        other.put("scope", "read write");
        assertThat(error(post(server, "token_endpoint", other))).isEqualTo("invalid_scope");
        other.put("scope", "read");
        JsonObject refreshed = json(post(server, "token_endpoint", other).body());
        assertThat(refreshed.getString("scope")).isEqualTo("read");
        assertThat(opens(refreshed, Resource.API)).isFalse();
    }

    @Test
    @Tag("rfc8707-2")
    void aCodeIsForTheResourceItWasAskedFor() {
        JsonObject server = server(mcp());
        String client = registered(server);
        Map<String, String> exchange = exchange(client, code(mcp(), client, ""));

        exchange.put("resource", issuer);
        assertThat(error(post(server, "token_endpoint", exchange))).isEqualTo("invalid_target");
        exchange.put("resource", "https://other.example.com/mcp");
        assertThat(error(post(server, "token_endpoint", exchange))).isEqualTo("invalid_target");
        exchange.remove("resource");
        assertThat(opens(json(post(server, "token_endpoint", exchange).body()), Resource.MCP))
                .as("naming none costs nothing: the code is bound").isTrue();
    }

    @Test
    void aResourceThatIsNotHereIsNoTarget() {
        String client = registered(server(mcp()));
        for (String resource : new String[]{issuer + "/mcp/", issuer + "/mcp#x", issuer + "/MCP", issuer + "/jsonrpc",
                "https://other.example.com/mcp"}) {
            Seen refused = gateway.person().open("/oauth/authorize?" + query(client, resource));

            assertThat(refused.callback()).containsEntry("error", "invalid_target").containsEntry("iss", issuer)
                    .containsEntry("state", "s-1");
        }
    }

    @Test
    @Tag("mcp-2026-07-28-authorization-canonical-server-uri")
    void aResourceIsTheSameInCapitalLetters() {
        String client = registered(server(mcp()));
        String capital = issuer.toUpperCase(Locale.ROOT) + "/mcp";

        Seen asked = gateway.person().open("/oauth/authorize?" + query(client, capital));

        assertThat(asked.status()).isEqualTo(200);
    }

    private static JsonObject mcp() {
        return fetched(issuer + "/.well-known/oauth-protected-resource/mcp");
    }

    private static JsonObject server(JsonObject resource) {
        String named = resource.getJsonArray("authorization_servers").getString(0);
        JsonObject server = fetched(named + "/.well-known/oauth-authorization-server");
        assertThat(server.getString("issuer")).isEqualTo(named);
        assertThat(server.getJsonArray("code_challenge_methods_supported").toString()).contains("S256");
        assertThat(server.getBoolean("authorization_response_iss_parameter_supported")).isTrue();
        return server;
    }

    private static String registered(JsonObject server) {
        HttpResponse<String> response = gateway.post(path(server.getString("registration_endpoint")),
                object("client_name", "A client", "redirect_uris", Json.createArrayBuilder().add(CALLBACK).build(),
                        "token_endpoint_auth_method", "none").toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response.body()).getString("client_id");
    }

    private static JsonObject signIn(JsonObject resource, String client) {
        return signIn(resource, client, "");
    }

    private static JsonObject signIn(JsonObject resource, String client, String more) {
        Map<String, String> exchange = exchange(client, code(resource, client, more));
        exchange.put("resource", resource.getString("resource"));
        HttpResponse<String> response = post(server(resource), "token_endpoint", exchange);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    private static String code(JsonObject resource, String client, String more) {
        Seen back = gateway.person().authorize(path(server(resource).getString("authorization_endpoint")),
                query(client, resource.getString("resource")) + more, "owner", OWNER_PASSWORD);
        assertThat(back.callback()).containsEntry("state", "s-1").containsEntry("iss", issuer).containsKey("code");
        return Optional.ofNullable(back.callback().get("code")).orElseThrow();
    }

    private static String query(String client, String resource) {
        return "response_type=code&client_id=" + TokenCalls.encoded(client) + "&redirect_uri="
                + TokenCalls.encoded(CALLBACK) + "&state=s-1&resource=" + TokenCalls.encoded(resource)
                + TokenCalls.CHALLENGE;
    }

    private static Map<String, String> exchange(String client, String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", client);
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", TokenCalls.VERIFIER);
        return form;
    }

    private static Map<String, String> refreshing(String client, JsonObject tokens) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", client);
        form.put("refresh_token", tokens.getString("refresh_token"));
        return form;
    }

    private static JsonObject refreshed(JsonObject server, String client, JsonObject tokens) {
        Map<String, String> form = refreshing(client, tokens);
        form.put("resource", issuer + "/mcp");
        HttpResponse<String> response = post(server, "token_endpoint", form);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    /** Whether the room that lets callers in takes the token for a resource. */
    private static boolean opens(JsonObject tokens, Resource resource) {
        return calls.onDatabase(database -> new AccessTokenVerifier(new dev.codexgateway.store.JdbcGrants(database),
                gateway.clock()).verify(tokens.getString("access_token"), resource).isPresent());
    }

    private static HttpResponse<String> post(JsonObject server, String endpoint, Map<String, String> form) {
        return calls.form(path(server.getString(endpoint)), Person.encode(form));
    }

    private static String error(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(400);
        return json(response.body()).getString("error");
    }

    private static JsonObject fetched(String url) {
        return json(gateway.get(path(url)).body());
    }

    private static String path(String url) {
        assertThat(url).startsWith(issuer);
        return URI.create(url).getRawPath();
    }
}
