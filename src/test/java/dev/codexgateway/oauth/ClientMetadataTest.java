package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;

import jakarta.json.JsonObject;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.fetch.Reach;
import dev.codexgateway.oauth.Published.Unusable;

/** OAuth Client ID Metadata Document §4, RFC 7591 §2. */
class ClientMetadataTest {
    private static final String ID = "https://app.example.com/client.json";
    private static final String USUAL = "\"client_id\":\"" + ID
            + "\",\"redirect_uris\":[\"https://app.example.com/cb\"],\"client_name\":\"An app\"";
    private static final ClientMetadata READING = new ClientMetadata(new Fetcher("test", Reach.anyHost()),
            Clock.systemUTC());

    @Test
    void chatGptMayComeWithAndWithoutASignature() throws Unusable {
        Client client = read(
                """
                {"client_id":"%s","client_name":"ChatGPT","application_type":"web","logo_uri":"https://x.example/l",
                 "redirect_uris":["https://chatgpt.com/connector_platform_oauth_redirect"],
                 "grant_types":["authorization_code","refresh_token"],"response_types":["code"],
                 "token_endpoint_auth_method":"private_key_jwt","token_endpoint_auth_signing_alg":"RS256",
                 "token_endpoint_auth_methods_supported":["none","private_key_jwt"],
                 "jwks_uri":"https://chatgpt.com/oauth/jwks.json"}""".formatted(ID));

        assertThat(client.keys().orElseThrow().address()).contains("https://chatgpt.com/oauth/jwks.json");
        assertThat(client.mustSign()).isFalse();
    }

    @Test
    void codexIsAPublicClientOnLoopback() throws Unusable {
        Client client = read(
                """
                {"client_id":"%s","client_name":"Codex","application_type":"native",
                 "redirect_uris":["http://127.0.0.1/callback/4-bzS8rt42zJ","http://localhost/callback/4-bzS8rt42zJ"],
                 "token_endpoint_auth_method":"none","token_endpoint_auth_methods_supported":["none"],
                 "grant_types":["authorization_code","refresh_token"],"response_types":["code"]}"""
                        .formatted(ID));

        assertThat(client.keys()).isEmpty();
        assertThat(client.confidential()).isFalse();
        assertThat(client.redirectUris()).hasSize(2);
    }

    @Test
    void oneThatOnlySignsMustSign() throws Unusable {
        String keys = ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":";

        assertThat(read("{" + USUAL + keys + DescribedClient.set(DescribedClient.RSA) + "}").mustSign()).isTrue();
        assertThat(read("{" + USUAL + keys + DescribedClient.set(DescribedClient.EC) + "}").keys().orElseThrow().set())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"client_name\":null", ",\"client_name\":\"\"", ",\"client_name\":\"\\u202ETPG\"",
            ",\"client_name\":\"a\\nb\"", ",\"client_name\":\"Chat\\u200bGPT\""})
    void aNameThatCannotBeShownIsTheHost(String name) throws Unusable {
        Client client = read("{\"client_id\":\"" + ID + "\",\"redirect_uris\":[\"https://app.example.com/cb\"]" + name
                + "}");

        assertThat(client.name()).isEqualTo("app.example.com");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  {}
                                                                  {"client_id":null,R}
                                                                  {"client_id":1,R}
                                                                  {"client_id":"https://app.example.com/client.json/",R}
                                                                  {"client_id":"https://APP.example.com/client.json",R}
                                                                  {"client_id":"https://app.example.com:443/client.json",R}
                                                                  {"client_id":"https://evil.example.com/client.json",R}
                                                                  {I}
                                                                  {I,"redirect_uris":[]}
                                                                  {I,"redirect_uris":"https://app.example.com/cb"}
                                                                  {I,"redirect_uris":[1]}
                                                                  {I,"redirect_uris":["http://app.example.com/cb"]}
                                                                  {I,"redirect_uris":["https://app.example.com/cb","javascript:alert(1)"]}
                                                                  {I,"redirect_uris":["https://app.example.com/cb#f"]}
                                                                  {I,"redirect_uris":["https://*.example.com/cb"]}
                                                                  {I,R,"client_name":1}
                                                                  {I,R,"client_secret":"s"}
                                                                  {I,R,"client_secret":null}
                                                                  {I,R,"client_secret_expires_at":0}
                                                                  {I,R,"grant_types":["refresh_token"]}
                                                                  {I,R,"grant_types":[]}
                                                                  {I,R,"response_types":["token"]}
                                                                  {I,R,"token_endpoint_auth_method":"client_secret_basic"}
                                                                  {I,R,"token_endpoint_auth_method":"client_secret_post"}
                                                                  {I,R,"token_endpoint_auth_method":"client_secret_jwt"}
                                                                  {I,R,"token_endpoint_auth_method":"tls_client_auth"}
                                                                  {I,R,"token_endpoint_auth_method":["none"]}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt"}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":[]}}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks":[]}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks":{"keys":["x"]}}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"http://app.example.com/k"}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://app.example.com:8443/k"}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"https://2130706433/k"}
                                                                  {I,R,"token_endpoint_auth_method":"private_key_jwt","jwks_uri":"file:///etc/passwd"}
                                                                  {I,R,"jwks":{"keys":[]},"jwks_uri":"https://app.example.com/k"}
                                                                  """)
    void whatIsWrongIsNotUsed(String metadata) {
        assertUnusable(metadata.replace("I", "\"client_id\":\"" + ID + "\"").replace("R",
                "\"redirect_uris\":[\"https://app.example.com/cb\"]"));
    }

    @Test
    void aKeySetWithASecretIsNotUsed() {
        String signing = ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":";
        String both = new JWKSet(DescribedClient.EC).toString(false);
        String shared = new JWKSet(new OctetSequenceKey.Builder(new byte[32]).build()).toString(false);

        assertUnusable("{" + USUAL + signing + both + "}");
        assertUnusable("{" + USUAL + signing + shared + "}");
        assertUnusable("{" + USUAL + ",\"jwks\":" + both + "}");
    }

    @Test
    void aShortKeyIsNoKey() {
        assertUnusable("{" + USUAL + ",\"token_endpoint_auth_method\":\"private_key_jwt\",\"jwks\":"
                + DescribedClient.set(DescribedClient.rsa("short", 1024)) + "}");
    }

    private static void assertUnusable(String metadata) {
        assertThatExceptionOfType(Unusable.class).isThrownBy(() -> read(metadata)).satisfies(e -> assertThat(e)
                .hasMessageNotContaining("Exception"));
    }

    private static Client read(String metadata) throws Unusable {
        JsonObject object = json(metadata);
        return READING.read(ID, object);
    }
}
