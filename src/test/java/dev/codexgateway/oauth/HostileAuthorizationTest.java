package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** Authorization requests that are meant to harm somebody: each gets a page, or an error at a verified callback, never a redirect elsewhere. */
class HostileAuthorizationTest {
    private static final String REGISTERED = "https://app.example.com/cb";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static GatewayFixture gateway;
    private static String publicClient;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", REGISTERED + ",http://127.0.0.1/cb").start();
        publicClient = json(gateway
                .post("/oauth/register", "{\"client_name\":\"An app\",\"redirect_uris\":[\"" + REGISTERED + "\"]}")
                .body()).getString("client_id");
        gateway.person().authorize(SignInFlowTest.query("https://chatgpt.com/aip/g-abc123/oauth/callback"), "owner",
                OWNER_PASSWORD);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<String> callbacks() {
        return Stream.of("https://evil.example.com/cb", "https://app.example.com/cb/", "https://app.example.com/cb?x=1",
                "https://app.example.com/cb#f",
                "https://app.example.com/CB", "https://APP.example.com/cb", "HTTPS://app.example.com/cb",
                "http://app.example.com/cb",
                "https://app.example.com:443/cb", "https://app.example.com:8443/cb", "https://app.example.com/cb/../cb",
                "https://app.example.com/./cb",
                "https://app.example.com/%63b", "https://app.example.com%2fcb", "https://app.example.com/cb%00",
                "https://app.example.com/cb%0d%0aX: y",
                "https://app.example.com@evil.example.com/cb", "https://evil.example.com\\@app.example.com/cb",
                "https://app.example.com.evil.example.com/cb",
                "//app.example.com/cb", "/cb", "cb", "javascript:alert(1)", "data:text/html,x",
                " https://app.example.com/cb", "https://app.example.com/cb ",
                "https://аpp.example.com/cb", "https://app.example.com\u3002/cb", "https://user:pw@app.example.com/cb",
                "http://127.0.0.1.evil.example.com/cb", "http://127.0.0.1:99999/cb",
                "http://127.0.0.1:1@evil.example.com/cb", "http://127.1/cb",
                "http://2130706433/cb", "http://0/cb", "http://[::1]/cb", "https://127.0.0.1/cb",
                "http://127.0.0.1/other", "http://localhost/cb",
                "https://chatgpt.com/aip/g-abc123/oauth/callback/", "https://chatgpt.com/aip/g-abc123/oauth/callback?x",
                "https://chatgpt.com/aip/../aip/g-abc123/oauth/callback",
                "https://chatgpt.com/aip/g-abc%2f123/oauth/callback",
                "https://chatgpt.com.evil.example.com/aip/g-abc123/oauth/callback",
                "https://evil.example.com/aip/g-abc123/oauth/callback",
                "http://chatgpt.com/aip/g-abc123/oauth/callback", "https://chatgpt.com:444/aip/g-abc123/oauth/callback",
                "https://x@chatgpt.com/aip/g-abc123/oauth/callback",
                "https://chatgpt.com/aip/plugin-abc/oauth/callback", "https://chatgpt.com/aip/g-/oauth/callback",
                "https://chatgpt.com/aip/g-" + "a".repeat(129) + "/oauth/callback",
                "https://CHATGPT.com/aip/g-abc123/oauth/callback");
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void aCallbackThatIsNotTheClientsIsAPageAndNeverARedirect(String callback) {
        Seen seen = gateway.person().open("/oauth/authorize?response_type=code&state=s&client_id=" + CLIENT
                + "&redirect_uri=" + encoded(callback));

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.location()).isEmpty();
        assertThat(seen.response().headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    }

    static Stream<Arguments> pages() {
        String good = "response_type=code&redirect_uri=" + encoded(REGISTERED);
        return Stream.of(
                Arguments.of("no client", good),
                Arguments.of("an unknown client", good + "&client_id=nobody"),
                Arguments.of("a client twice", good + "&client_id=" + CLIENT + "&client_id=" + CLIENT),
                Arguments.of("a callback twice",
                        good + "&client_id=" + CLIENT + "&redirect_uri=" + encoded(REGISTERED)),
                Arguments.of("no callback", "response_type=code&client_id=" + CLIENT),
                Arguments.of("an empty callback", "response_type=code&redirect_uri=&client_id=" + CLIENT),
                Arguments.of("a client with markup", good + "&client_id=" + encoded("<script>alert(1)</script>")),
                Arguments.of("a client with NUL", good + "&client_id=%00"),
                Arguments.of("a public client that claims a GPT's callback",
                        "response_type=code&client_id=" + publicClient
                                + "&redirect_uri=" + encoded("https://chatgpt.com/aip/g-abc123/oauth/callback")),
                Arguments.of("a request longer than any",
                        good + "&client_id=" + CLIENT + "&state=" + "x".repeat(9_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void whatHasNoVerifiedCallbackIsAPage(String what, String query) {
        Seen seen = gateway.person().open("/oauth/authorize?" + query);

        assertThat(seen.status()).isBetween(400, 403);
        assertThat(seen.response().headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(seen.location()).isEmpty();
        assertThat(seen.html()).doesNotContain("<script>");
    }

    @Test
    void theLongestStateComesBackWhole() {
        String state = "s".repeat(4096);

        Seen seen = gateway.person().open("/oauth/authorize?client_id=" + CLIENT + "&redirect_uri="
                + encoded(REGISTERED) + "&response_type=nothing&state=" + state);

        assertThat(seen.status()).isEqualTo(303);
        assertThat(seen.callback()).containsEntry("state", state);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(textBlock = """
                           response_type=token,                                       unsupported_response_type
                           response_type=code%20token,                                unsupported_response_type
                           response_type=,                                            invalid_request
                           response_type=code&response_type=code,                     invalid_request
                           response_type=code&state=a&state=b,                        invalid_request
                           response_type=code&scope=read&scope=write,                 invalid_request
                           response_type=code&unknown=1&unknown=2,                    invalid_request
                           response_type=code&scope=openid,                           invalid_scope
                           response_type=code&scope=read%20root,                      invalid_scope
                           response_type=code&scope=READ,                             invalid_scope
                           response_type=code&resource=https://evil.example.com,      invalid_target
                           response_type=code&resource=http://localhost,              invalid_target
                           response_type=code&resource=//localhost/mcp,               invalid_target
                           response_type=code&resource=:,                             invalid_target
                           response_type=code&code_challenge_method=plain&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, invalid_request
                           response_type=code&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, invalid_request
                           response_type=code&code_challenge_method=S256,             invalid_request
                           response_type=code&code_challenge_method=S256&code_challenge=short, invalid_request
                           response_type=code&request=eyJhbGciOiJub25lIn0,            invalid_request
                           response_type=code&request_uri=https://evil.example.com/r, invalid_request
                           response_type=code&response_mode=form_post,                invalid_request
                           response_type=code&response_mode=fragment,                 invalid_request
                           """)
    void aFaultOfTheRequestGoesBackToTheVerifiedCallback(String query, String error) {
        Seen seen = gateway.person()
                .open("/oauth/authorize?client_id=" + CLIENT + "&redirect_uri=" + encoded(REGISTERED) + "&" + query);

        assertThat(seen.status()).isEqualTo(303);
        assertThat(seen.location().orElseThrow()).startsWith(REGISTERED + "?error=");
        assertThat(seen.callback()).containsEntry("error", error).containsKey("iss");
    }

    @Test
    void aPublicClientMustUsePkce() {
        Seen seen = gateway.person().open("/oauth/authorize?response_type=code&client_id=" + publicClient
                + "&redirect_uri=" + encoded(REGISTERED));

        assertThat(seen.callback()).containsEntry("error", "invalid_request");
    }

    @Test
    void aPublicClientCannotAskForAdmin() {
        Seen seen = gateway.person()
                .open("/oauth/authorize?response_type=code&scope=admin&client_id=" + publicClient
                        + "&code_challenge_method=S256&code_challenge="
                        + CHALLENGE + "&redirect_uri=" + encoded(REGISTERED));

        assertThat(seen.callback()).containsEntry("error", "invalid_scope");
    }

    @Test
    void aUserWhoIsNoOwnerCannotGrantAdmin() {
        gateway.addUser("maria", "maria's long password");

        Seen seen = gateway.person().authorize(
                "response_type=code&scope=admin&client_id=" + CLIENT + "&redirect_uri=" + encoded(REGISTERED), "maria",
                "maria's long password");

        assertThat(seen.callback()).containsEntry("error", "invalid_scope");
    }

    @Test
    void aStateCannotInjectAHeader() {
        Seen seen = gateway.person()
                .open("/oauth/authorize?response_type=token&client_id=" + CLIENT + "&redirect_uri="
                        + encoded(REGISTERED)
                        + "&state=" + encoded("x\r\nSet-Cookie: a=b\r\n\r\n<b>"));

        assertThat(seen.callback()).containsEntry("state", "x\r\nSet-Cookie: a=b\r\n\r\n<b>");
        assertThat(seen.response().headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void aLoopbackCallbackMatchesWithAnyPort() {
        Seen seen = gateway.person().authorize(
                "response_type=code&client_id=" + CLIENT + "&redirect_uri=" + encoded("http://127.0.0.1:51789/cb"),
                "owner", OWNER_PASSWORD);

        assertThat(seen.location().orElseThrow()).startsWith("http://127.0.0.1:51789/cb?code=");
    }

    @Test
    void aFormFromAnotherSiteIsRefused() {
        Person owner = gateway.person();
        Seen login = owner.open(
                "/oauth/authorize?response_type=code&client_id=" + CLIENT + "&redirect_uri=" + encoded(REGISTERED));
        String id = login.uri().getQuery().replace("request=", "");

        Seen forged = owner.post("/oauth/login",
                Map.of("csrf", "forged", "request", id, "username", "owner", "password", OWNER_PASSWORD));
        Seen cookieless = gateway.person().post("/oauth/consent",
                Map.of("csrf", "", "request", id, "decision", "allow"));

        assertThat(forged.status()).isEqualTo(403);
        assertThat(cookieless.status()).isEqualTo(403);
    }

    @Test
    void aConsentWithoutASignInLeadsToTheLoginPage() {
        Person nobody = gateway.person();
        Seen login = nobody.open(
                "/oauth/authorize?response_type=code&client_id=" + CLIENT + "&redirect_uri=" + encoded(REGISTERED));

        assertThat(nobody.open("/oauth/consent?" + login.uri().getRawQuery()).shows("/oauth/login")).isTrue();
        assertThat(nobody.submit(login, "/oauth/login", "username", "owner", "password", "wrong").status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"POST,/oauth/authorize,405", "PUT,/oauth/token,405", "GET,/oauth/revoke,405", "DELETE,/account,405",
            "GET,/account/revoke,405", "PUT,/oauth/consent,405"})
    void otherMethodsAreRefused(String method, String path, int status) {
        HttpResponse<String> response = gateway
                .send(gateway.request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Allow")).isPresent();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
