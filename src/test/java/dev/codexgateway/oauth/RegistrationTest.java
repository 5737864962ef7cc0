package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.oauth.TokenCalls.assertRefused;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person.Seen;

/** Dynamic registration (RFC 7591), by whoever cares to. */
class RegistrationTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().yaml("server:\n  trusted-proxies: 127.0.0.1\n").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/cb", "http://app.example.com/cb", "https://app.example.com/cb#fragment",
            "https://*.example.com/cb", "https://user:pw@app.example.com/cb", "https://app.example.com/a/../cb",
            "https://app.example.com/%2e%2e/cb", "https://APP.example.com/cb", "https://app.example.com:99999/cb",
            "https://app.example.com\\@evil.example.com/cb", "https://app.example.com/cb%0d%0aX:y",
            "https://app.example.com/c b", "https://аpp.example.com/cb", "javascript:alert(1)", "data:text/html,x",
            "file:///etc/passwd", "custom:/cb", "http://127.0.0.1.evil.example.com/cb", "https:///cb"})
    void aCallbackThatCannotBeTrustedIsRefused(String uri) {
        assertRefused(register("{\"redirect_uris\":[" + Json.createValue(uri) + "]}"), 400, "invalid_redirect_uri");
        assertRefused(register("{\"redirect_uris\":[\"" + CALLBACK + "\"," + Json.createValue(uri) + "]}"), 400,
                "invalid_redirect_uri");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  {}                                     | invalid_redirect_uri
                                                                  {"redirect_uris":[]}                   | invalid_redirect_uri
                                                                  {"redirect_uris":"https://a.example"}  | invalid_client_metadata
                                                                  {"redirect_uris":[1]}                  | invalid_client_metadata
                                                                  {"redirect_uris":[["https://a.example"]]} | invalid_client_metadata
                                                                  {R,"client_name":1}                    | invalid_client_metadata
                                                                  {R,"client_name":"a\\u0000b"}          | invalid_client_metadata
                                                                  {R,"client_name":"a\\nb"}              | invalid_client_metadata
                                                                  {R,"client_name":"\\u202ETPG"}         | invalid_client_metadata
                                                                  {R,"client_name":"Chat\\u200bGPT"}     | invalid_client_metadata
                                                                  {R,"client_name":"\\ud800"}            | invalid_client_metadata
                                                                  {R,"grant_types":["implicit"]}         | invalid_client_metadata
                                                                  {R,"grant_types":["client_credentials"]} | invalid_client_metadata
                                                                  {R,"grant_types":"authorization_code"} | invalid_client_metadata
                                                                  {R,"response_types":["token"]}         | invalid_client_metadata
                                                                  {R,"token_endpoint_auth_method":"private_key_jwt"} | invalid_client_metadata
                                                                  {R,"token_endpoint_auth_method":"tls_client_auth"} | invalid_client_metadata
                                                                  {R,"token_endpoint_auth_method":["none"]} | invalid_client_metadata
                                                                  []                                     | invalid_request
                                                                  {R                                     | invalid_request
                                                                  {R,"a":1,"a":2}                        | invalid_request
                                                                  """)
    void wrongMetadataIsRefused(String metadata, String error) {
        assertRefused(register(metadata.replace("R", "\"redirect_uris\":[\"" + CALLBACK + "\"]")), 400, error);
    }

    @Test
    void moreThanTenCallbacksALongNameAndAHugeBodyAreRefused() {
        String uri = "\"" + CALLBACK + "\"";
        assertRefused(register("{\"redirect_uris\":[" + String.join(",", Collections.nCopies(11, uri)) + "]}"), 400,
                "invalid_redirect_uri");
        assertRefused(register("{\"redirect_uris\":[\"" + CALLBACK + "?" + "x".repeat(3000) + "\"]}"), 400,
                "invalid_redirect_uri");
        assertRefused(register("{\"redirect_uris\":[" + uri + "],\"client_name\":\"" + "x".repeat(101) + "\"}"), 400,
                "invalid_client_metadata");
        assertRefused(register("{\"a\":\"" + "x".repeat(1_000_000) + "\"}"), 413, "invalid_request");
        assertRefused(gateway.post("/oauth/register", "redirect_uris=x", "Content-Type",
                "application/x-www-form-urlencoded"), 415, "invalid_request");
    }

    @Test
    @Tag("rfc7591-3.2.1")
    void aClientIsToldAsWhatItWasRegistered() {
        JsonObject client = calls.registered("client_name", " An app ", "token_endpoint_auth_method",
                "client_secret_basic", "client_uri", "https://app.example.com", "grant_types", JsonValue.NULL);

        assertThat(client.getString("client_name")).isEqualTo("An app");
        assertThat(client.getString("token_endpoint_auth_method")).isEqualTo("none");
        assertThat(client.containsKey("client_secret")).isFalse();
        assertThat(client.getJsonArray("redirect_uris").getString(0)).isEqualTo(CALLBACK);
    }

    @Test
    void markupInANameIsShownAsText() {
        String name = "<script>alert(1)</script>\"'&amp;";
        String id = calls.registered("client_name", name).getString("client_id");

        var person = gateway.person();
        Seen consent = person.signIn(person.open("/oauth/authorize?response_type=code&client_id=" + id
                + "&redirect_uri=" + TokenCalls.encoded(CALLBACK) + TokenCalls.CHALLENGE), "owner", OWNER_PASSWORD);

        assertThat(consent.shows("/oauth/consent")).as(consent.html()).isTrue();
        assertThat(consent.html()).contains("&lt;script").doesNotContain("<script");
    }

    /** What is known of the registrations of clients of today; what they also name is not held against them. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {
            """
            {"client_name":"ChatGPT","redirect_uris":["https://chatgpt.com/connector/oauth/abc123"],
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_method":"client_secret_post"}""",
            """
            {"client_name":"Claude","redirect_uris":["https://claude.ai/api/mcp/auth_callback"],"scope":"read write",
             "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
             "token_endpoint_auth_method":"none","application_type":"web"}""",
            """
            {"client_name":"Codex","redirect_uris":["http://127.0.0.1:5713/callback/4-bzS8rt42zJ"],
             "grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none",
             "response_types":["code"],"application_type":"native"}""",
            """
            {"client_name":"An editor","redirect_uris":["http://127.0.0.1:33418/","https://editor.example.com/redirect"],
             "grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],
             "response_types":["code"],"token_endpoint_auth_method":"none","software_id":"x","unknown":{"a":[1]}}"""})
    void aClientOfTodayIsToldWhatItGets(String metadata) {
        HttpResponse<String> response = register(metadata);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonObject client = json(response.body());
        assertThat(client.getString("client_name")).isEqualTo(json(metadata).getString("client_name"));
        assertThat(client.getJsonArray("redirect_uris")).isEqualTo(json(metadata).getJsonArray("redirect_uris"));
        assertThat(client.getString("token_endpoint_auth_method")).isEqualTo("none");
        assertThat(client.getJsonArray("grant_types").toString())
                .isEqualTo("[\"authorization_code\",\"refresh_token\"]");
        assertThat(client.getString("scope")).isEqualTo("read write");
    }

    @Test
    void anAddressRegistersSixtyAnHour() {
        String address = "203.0.113.7";
        for (int i = 0; i < 60; i++) {
            assertThat(from(address).statusCode()).isEqualTo(201);
        }

        HttpResponse<String> refused = from(address);
        assertRefused(refused, 429, "invalid_request");
        assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(3500L, 3600L);
        assertThat(from("203.0.113.8").statusCode()).isEqualTo(201);

        gateway.clock().advance(Duration.ofHours(1));
        assertThat(from(address).statusCode()).isEqualTo(201);
    }

    @Test
    void aClientThatNobodyEverUsedIsForgotten() {
        String unused = calls.registered().getString("client_id");
        String used = calls.registered().getString("client_id");
        calls.granted(TokenCalls.exchange(calls.code(used, TokenCalls.CHALLENGE)) + "&code_verifier="
                + TokenCalls.VERIFIER + "&client_id=" + used);

        gateway.clock().advance(Duration.ofDays(8));
        calls.onDatabase(database -> new JdbcClients(database)
                .sweepUnused(gateway.clock().instant().minus(Duration.ofDays(7)), 1000));

        assertThat(gateway.person().open(authorize(unused)).status()).isEqualTo(400);
        assertThat(gateway.person().open(authorize(used)).shows("/oauth/login")).isTrue();
    }

    private static String authorize(String client) {
        return "/oauth/authorize?response_type=code&client_id=" + client + "&redirect_uri="
                + TokenCalls.encoded(CALLBACK) + TokenCalls.CHALLENGE;
    }

    private static HttpResponse<String> register(String metadata) {
        return gateway.post("/oauth/register", metadata);
    }

    private static HttpResponse<String> from(String address) {
        return gateway.post("/oauth/register",
                object("redirect_uris", Json.createArrayBuilder(List.of(CALLBACK)).build()).toString(),
                "X-Forwarded-For", address);
    }
}
