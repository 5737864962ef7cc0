package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.OWN_CREDENTIALS;
import static dev.codexgateway.oauth.TokenCalls.VERIFIER;
import static dev.codexgateway.oauth.TokenCalls.assertRefused;
import static dev.codexgateway.oauth.TokenCalls.encoded;
import static dev.codexgateway.oauth.TokenCalls.exchange;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.GatewayFixture;

/** Token requests that are meant to harm somebody, or are merely wrong: each gets its own refusal, and costs nobody anything. */
class HostileTokenTest {
    private static final String OTHER_SECRET = "a secret+with %20 & spaces: and more";
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    private static final Map<String, Supplier<String>> WORDS = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().yaml("limits:\n  failed-credentials-per-minute: 100000\n").start();
        calls = new TokenCalls(gateway);
        String pub = calls.registered().getString("client_id");
        String other = calls.added(OTHER_SECRET);
        WORDS.put("{me}", () -> OWN_CREDENTIALS);
        WORDS.put("{id}", () -> CLIENT);
        WORDS.put("{public}", () -> "client_id=" + pub);
        WORDS.put("{other}", () -> "client_id=" + other + "&client_secret=" + encoded(OTHER_SECRET));
        WORDS.put("{mine}", () -> exchange(calls.code(CLIENT, "")));
        WORDS.put("{code}", () -> calls.code(CLIENT, ""));
        WORDS.put("{challenged}", () -> exchange(calls.code(CLIENT, TokenCalls.CHALLENGE)));
        WORDS.put("{its}", () -> exchange(calls.code(pub, TokenCalls.CHALLENGE)));
        WORDS.put("{others}", () -> exchange(calls.code(other, "")));
        WORDS.put("{refresh}", () -> "grant_type=refresh_token&refresh_token=" + token("refresh_token"));
        WORDS.put("{access}", () -> token("access_token"));
        WORDS.put("{spent}", () -> token("refresh_token"));
        WORDS.put("{verifier}", () -> "code_verifier=" + VERIFIER);
        WORDS.put("{long}", () -> "x".repeat(20_000));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void theServiceStillAnswers() {
        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
                                            {me}                                                       | 400 | invalid_request
                                            {me}&grant_type=                                           | 400 | invalid_request
                                            {me}&grant_type=password&username=owner&password=x         | 400 | unsupported_grant_type
                                            {me}&grant_type=implicit                                   | 400 | unsupported_grant_type
                                            {me}&grant_type=urn:ietf:params:oauth:grant-type:device_code | 400 | unsupported_grant_type
                                            {me}&grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x | 400 | unsupported_grant_type
                                            {me}&grant_type=Authorization_Code&code=x                  | 400 | unsupported_grant_type
                                            {me}&grant_type=authorization_code%00                      | 400 | unsupported_grant_type
                                            {me}&grant_type=authorization_code                         | 400 | invalid_request
                                            {me}&grant_type=authorization_code&code={code}             | 400 | invalid_request
                                            {me}&grant_type=authorization_code&redirect_uri=https://app.example.com/cb | 400 | invalid_request
                                            {me}&grant_type=refresh_token                              | 400 | invalid_request
                                            {me}&{mine}&{mine}                                         | 400 | invalid_request
                                            {me}&{mine}&unknown=1&unknown=2                            | 400 | invalid_request
                                            {me}&{mine}&client_id={id}                                 | 400 | invalid_request
                                            {me}&grant_type=%zz                                        | 400 | invalid_request
                                            {mine}                                                     | 401 | invalid_client
                                            {mine}&client_id={id}                                      | 401 | invalid_client
                                            {mine}&client_id={id}&client_secret=wrong                  | 401 | invalid_client
                                            {mine}&client_id={id}%00&client_secret=wrong               | 401 | invalid_client
                                            {mine}&client_id=nobody&client_secret=wrong                | 401 | invalid_client
                                            {mine}&client_id={long}&client_secret={long}               | 401 | invalid_client
                                            {its}&{verifier}&{public}&client_secret=invented           | 401 | invalid_client
                                            grant_type=client_credentials&{public}                     | 400 | unauthorized_client
                                            grant_type=client_credentials&{me}&scope=admin             | 400 | invalid_scope
                                            grant_type=client_credentials&{me}&scope=read%20root       | 400 | invalid_scope
                                            grant_type=client_credentials&{me}&resource=https://evil.example.com | 400 | invalid_target
                                            {mine}&{other}                                             | 400 | invalid_grant
                                            {others}&{me}                                              | 400 | invalid_grant
                                            {its}&{verifier}&{me}                                      | 400 | invalid_grant
                                            {mine}&{public}                                            | 400 | invalid_grant
                                            {its}&{public}                                             | 400 | invalid_grant
                                            {its}&{public}&code_verifier=                              | 400 | invalid_grant
                                            {its}&{public}&code_verifier=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM | 400 | invalid_grant
                                            {its}&{public}&{verifier}%00                               | 400 | invalid_grant
                                            {mine}&{me}&{verifier}                                     | 400 | invalid_grant
                                            {challenged}&{me}                                          | 400 | invalid_grant
                                            {challenged}&{me}&{verifier}x                              | 400 | invalid_grant
                                            {me}&grant_type=authorization_code&code={code}&redirect_uri=https://app.example.com/cb/ | 400 | invalid_grant
                                            {me}&grant_type=authorization_code&code={code}&redirect_uri=https://app.example.com/%2563b | 400 | invalid_grant
                                            {me}&grant_type=authorization_code&code={spent}&redirect_uri=https://app.example.com/cb | 400 | invalid_grant
                                            {me}&grant_type=authorization_code&code={long}&redirect_uri=https://app.example.com/cb | 400 | invalid_grant
                                            {me}&{mine}&resource=https://evil.example.com              | 400 | invalid_target
                                            {me}&{mine}&resource=http://localhost/mcp                  | 400 | invalid_target
                                            {me}&grant_type=refresh_token&refresh_token={code}         | 400 | invalid_grant
                                            {me}&grant_type=refresh_token&refresh_token={access}       | 400 | invalid_grant
                                            {me}&grant_type=refresh_token&refresh_token={long}         | 400 | invalid_grant
                                            {me}&grant_type=refresh_token&refresh_token=cgw_rt_%00     | 400 | invalid_grant
                                            {me}&grant_type=refresh_token&refresh_token=%F0%9F%94%91%ff | 400 | invalid_grant
                                            {other}&{refresh}                                          | 400 | invalid_grant
                                            {public}&{refresh}                                         | 400 | invalid_grant
                                            {me}&{refresh}&scope=read%20write%20admin                  | 400 | invalid_scope
                                            {me}&{refresh}&scope=openid                                | 400 | invalid_scope
                                            {me}&{refresh}&resource=https://evil.example.com           | 400 | invalid_target
                                            """)
    void aWrongFormIsRefused(String form, int status, String error) {
        assertRefused(calls.form("/oauth/token", filled(form)), status, error);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                                                                  []                                          | 400
                                                                  "grant_type"                                | 400
                                                                  {"grant_type":1}                            | 400
                                                                  {"grant_type":["client_credentials"]}       | 400
                                                                  {"grant_type":{"a":"client_credentials"}}   | 400
                                                                  {"grant_type":"a","grant_type":"b"}         | 400
                                                                  {"grant_type":null}                         | 401
                                                                  {"grant_type":"client_credentials"}x        | 400
                                                                  {"grant_type":                              | 400
                                                                  {"client_id":"\\ud800","client_secret":"x"} | 401
                                                                  {"client_id":"\\u0000","client_secret":"x"} | 401
                                                                  grant_type=client_credentials               | 400
                                                                  """)
    void aWrongJsonBodyIsRefused(String body, int status) {
        assertRefused(gateway.post("/oauth/token", body), status, status == 401 ? "invalid_client" : "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "multipart/form-data; boundary=x", "application/xml",
            "application/x-www-form-urlencodedx",
            "application/json; charset=utf-16"})
    void anotherContentTypeIsRefused(String type) {
        assertRefused(gateway.post("/oauth/token", "grant_type=client_credentials", "Content-Type", type), 415,
                "invalid_request");
    }

    @Test
    void aContentTypeThatIsNoneIsRefused() {
        HttpResponse<String> response = gateway.post("/oauth/token", "{}", "Content-Type", "nonsense");

        assertRefused(response, response.statusCode() == 415 ? 415 : 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", "application/json"})
    void anOversizedBodyIsRefused(String type) {
        assertRefused(gateway.post("/oauth/token", "x".repeat(1_000_000), "Content-Type", type), 413,
                "invalid_request");
    }

    @Test
    void aCodeThatWasPresentedWronglyIsStillGood() {
        String code = filled("{challenged}");
        calls.form("/oauth/token", code + "&" + filled("{other}&{verifier}"));
        calls.form("/oauth/token", code + "&" + filled("{me}&code_verifier=wrong"));
        calls.form("/oauth/token", code + "&" + filled("{me}&{verifier}&resource=https://evil.example.com"));

        assertThat(calls.granted(code + "&" + filled("{me}&{verifier}")).getString("scope")).isEqualTo("read write");
    }

    @Test
    @Tag("rfc6749-6")
    void aRefreshMayNarrowTheScopeOfTheAccessTokenButNotOfTheGrant() {
        JsonObject narrow = calls.granted(filled("{me}&{refresh}&scope=read"));
        assertThat(narrow.getString("scope")).isEqualTo("read");

        JsonObject whole = json(calls.refresh(narrow).body());
        assertThat(whole.getString("scope")).isEqualTo("read write");
    }

    @Test
    void aFailureOfOursIsAnOAuthErrorThatTellsNothing() throws SQLException {
        try (GatewayFixture broken = TokenCalls.gateway().start();
                Connection database = DriverManager
                        .getConnection("jdbc:sqlite:" + broken.dataDirectory().resolve("gateway.db"));
                Statement statement = database.createStatement()) {
            statement.execute("DROP TABLE refresh_token");

            assertRefused(new TokenCalls(broken).form("/oauth/token", OWN_CREDENTIALS
                    + "&grant_type=refresh_token&refresh_token=cgw_rt_x"), 500, "server_error");
        }
    }

    private static String token(String member) {
        return calls.tokens().getString(member);
    }

    private static String filled(String form) {
        String filled = form;
        for (Map.Entry<String, Supplier<String>> word : WORDS.entrySet()) {
            if (filled.contains(word.getKey())) {
                filled = filled.replace(word.getKey(), word.getValue().get());
            }
        }
        return filled;
    }
}
