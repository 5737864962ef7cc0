package dev.codexgateway.connect;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Ports;

/** Who sees the connect page, what is on it, and the client's secrets. */
class ConnectOverHttpTest {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-abc123/oauth/callback";
    private static final String SECRET = "/connect/secret";
    private static final String DROP_OLDER = "/connect/secret/drop-older";
    private static final String PASSWORD = "maria's long password";
    private GatewayFixture gateway;
    private String origin;

    @BeforeEach
    void start() {
        int port = Ports.unused();
        origin = "http://127.0.0.1:" + port;
        gateway = GatewayFixture.builder().with("PORT", Integer.toString(port)).with("PUBLIC_URL", origin).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void whoIsSignedOutSignsInAndComesBack() {
        Person owner = gateway.person();
        Seen login = owner.open("/connect");
        assertThat(login.shows("/oauth/login")).isTrue();

        Seen page = owner.signIn(owner.signIn(login, "owner", "wrong"), "owner", OWNER_PASSWORD);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.uri()).hasPath("/connect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "//evil.example", "/connect", "CONNECT", "account"})
    void aLinkToTheLoginPageLeadsNowhereElse(String word) {
        Seen seen = gateway.person().open("/oauth/login?request=" + URLEncoder.encode(word, StandardCharsets.UTF_8));

        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.html()).doesNotContain("evil.example");
    }

    @Test
    void whoIsNoOwnerIsToldToAskTheOwner() {
        gateway.addUser("maria", PASSWORD);
        Person maria = gateway.person();

        Seen page = maria.signIn(maria.open("/connect"), "maria", PASSWORD);

        assertThat(page.status()).isEqualTo(403);
        assertThat(page.html()).contains("ask the owner").doesNotContain(CLIENT);
        assertThat(maria.open("/connect/checks").response())
                .satisfies(response -> assertThat(response.statusCode()).isEqualTo(403))
                .satisfies(response -> assertThat(response.body()).isEmpty());
        assertThat(maria.post(SECRET, Map.of("csrf", token(maria.open("/account")))).status()).isEqualTo(403);
        assertThat(maria.post(DROP_OLDER, Map.of("csrf", token(maria.open("/account")))).status()).isEqualTo(403);
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isTrue();
    }

    @Test
    void theListIsNotForWhoIsSignedOut() {
        HttpResponse<String> response = gateway.get("/connect/checks");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void thePageIsGuardedAndMayRunOurScriptAlone() {
        Person owner = gateway.person();
        Seen page = ConnectVisit.signIn(owner);
        Seen made = owner.submit(page, SECRET);

        assertGuarded(page.response().headers());
        assertGuarded(made.response().headers());
        assertGuarded(owner.open("/connect/checks").response().headers());
    }

    @Test
    void theScriptIsKeptForGood() {
        Matcher script = Pattern.compile("<script[^>]*src=\"([^\"]+)\"")
                .matcher(ConnectVisit.signIn(gateway.person()).html());
        assertThat(script.find()).isTrue();

        HttpResponse<String> response = gateway.get(script.group(1));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("Content-Type")).containsExactly("text/javascript; charset=utf-8");
        assertThat(response.headers().allValues("Cache-Control"))
                .containsExactly("public, max-age=31536000, immutable");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @CsvSource({"POST, /connect, GET", "DELETE, /connect/checks, GET", "GET, /connect/secret, POST",
            "GET, /connect/secret/drop-older, POST"})
    void anotherMethodIsNotAllowed(String method, String path, String allow) {
        HttpResponse<String> response = gateway
                .send(gateway.request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains(allow);
    }

    @Test
    void everyValueWorksWhenItIsPastedLiterally() {
        Person owner = gateway.person();
        Seen page = owner.submit(ConnectVisit.signIn(owner), SECRET);
        String clientId = ConnectVisit.value(page, "client-id");
        String secret = ConnectVisit.value(page, "fresh-secret");

        Seen back = gateway.person().authorize(ConnectVisit.value(page, "authorization-url"),
                "response_type=code&client_id=" + clientId + "&scope="
                        + URLEncoder.encode(ConnectVisit.value(page, "scope"), StandardCharsets.UTF_8)
                        + "&redirect_uri=" + URLEncoder.encode(CALLBACK, StandardCharsets.UTF_8),
                "owner", OWNER_PASSWORD);
        HttpResponse<String> tokens = gateway.send(HttpRequest
                .newBuilder(URI.create(ConnectVisit.value(page, "token-url")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Person.encode(Map.of("grant_type", "authorization_code", "code", back.callback().get("code"),
                                "redirect_uri", CALLBACK, "client_id", clientId, "client_secret", secret))))
                .build());

        assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
        assertThat(json(tokens.body()).getString("scope")).isEqualTo("read write");
        assertThat(gateway.post("/jsonrpc", call("conversation.list", object()), "Authorization",
                "Bearer " + json(tokens.body()).getString("access_token")).statusCode()).isEqualTo(200);
        assertThat(gateway.send(HttpRequest.newBuilder(URI.create(ConnectVisit.value(page, "privacy-url"))).build())
                .statusCode()).isEqualTo(200);
        HttpResponse<String> schema = gateway
                .send(HttpRequest.newBuilder(URI.create(ConnectVisit.value(page, "schema-url"))).build());
        assertThat(schema.statusCode()).isEqualTo(200);
        assertThat(json(schema.body()).getJsonArray("servers").getJsonObject(0).getString("url")).isEqualTo(origin);
        assertThat(ConnectVisit.value(page, "mcp-url")).isEqualTo(origin + "/mcp");
    }

    @Test
    void aNewSecretIsShownOnceAndTheOneBeforeStaysGoodUntilItIsDropped() {
        Person owner = gateway.person();
        Seen made = owner.submit(ConnectVisit.signIn(owner), SECRET);
        String secret = ConnectVisit.value(made, "fresh-secret");

        assertThat(made.status()).isEqualTo(200);
        assertThat(owner.open("/connect").html()).doesNotContain(secret);
        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isTrue();

        owner.submit(made, DROP_OLDER);

        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isFalse();
    }

    @Test
    void aRestartUndoesNothing() {
        Person owner = gateway.person();
        Seen made = owner.submit(ConnectVisit.signIn(owner), SECRET);
        String secret = ConnectVisit.value(made, "fresh-secret");

        gateway.restart();
        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isTrue();

        owner.submit(made, DROP_OLDER);
        gateway.restart();
        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isFalse();
    }

    @Test
    void aThirdSecretIsRefusedWhileTwoAreGood() {
        Person owner = gateway.person();
        Seen page = ConnectVisit.signIn(owner);
        String secret = ConnectVisit.value(owner.submit(page, SECRET), "fresh-secret");

        Seen refused = owner.submit(page, SECRET);

        assertThat(refused.shows(SECRET)).isFalse();
        assertThat(refused.status()).isEqualTo(409);
        assertThat(ConnectVisit.optionalValue(refused, "fresh-secret")).isEmpty();
        assertThat(refused.shows(DROP_OLDER)).isTrue();
        assertThat(worksAtTokenEndpoint(secret)).isTrue();
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isTrue();
    }

    @Test
    void droppingWhatIsNotThereChangesNothing() {
        Person owner = gateway.person();
        String token = token(ConnectVisit.signIn(owner));

        assertThat(owner.post(DROP_OLDER, Map.of("csrf", token)).status()).isEqualTo(200);
        assertThat(worksAtTokenEndpoint(CLIENT_SECRET)).isTrue();
    }

    @Test
    void aFormThatIsNotOursChangesNothing() {
        Person owner = gateway.person();
        String own = token(ConnectVisit.signIn(owner));
        String foreign = token(ConnectVisit.signIn(gateway.person()));

        assertThat(owner.post(SECRET, Map.of()).status()).isEqualTo(403);
        assertThat(owner.post(SECRET, Map.of("csrf", "wrong")).status()).isEqualTo(403);
        assertThat(owner.post(SECRET, Map.of("csrf", foreign)).status()).isEqualTo(403);
        assertThat(gateway.person().post(SECRET, Map.of("csrf", own)).status()).isEqualTo(403);
        assertThat(owner.post(DROP_OLDER, Map.of()).status()).isEqualTo(403);
        assertThat(owner.open("/connect").shows(DROP_OLDER)).as("two secrets").isFalse();
    }

    @Test
    void whoSignedOutMeanwhileChangesNothing() {
        Person owner = gateway.person();
        Seen page = ConnectVisit.signIn(owner);
        owner.submit(owner.open("/account"), "/account/sign-out");

        assertThat(owner.submit(page, SECRET).status()).isEqualTo(403);
        String signedOut = token(owner.open("/oauth/login"));
        assertThat(owner.post(SECRET, Map.of("csrf", signedOut)).status()).isEqualTo(403);
        assertThat(ConnectVisit.signIn(owner).shows(DROP_OLDER)).as("two secrets").isFalse();
    }

    @Test
    void bothAreAuditedAndNoLineHoldsTheSecret() throws Exception {
        Person owner = gateway.person();
        Seen made = owner.submit(ConnectVisit.signIn(owner), SECRET);
        String secret = ConnectVisit.value(made, "fresh-secret");
        owner.submit(made, DROP_OLDER);
        worksAtTokenEndpoint(secret);

        String log = Files.readString(GatewayFixture.LOG);
        assertThat(log).contains("oauth client-secret-rotated id=" + CLIENT + " user=owner",
                "oauth client-secret-dropped id=" + CLIENT + " user=owner").doesNotContain(secret);
    }

    private static void assertGuarded(HttpHeaders headers) {
        assertThat(headers.allValues("Content-Security-Policy")).singleElement().asString().contains(
                "default-src 'none'", "script-src 'self';", "connect-src 'self';", "frame-ancestors 'none'",
                "base-uri 'none'", "form-action 'self'").doesNotContain("unsafe");
        assertThat(headers.allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
        assertThat(headers.allValues("Content-Type")).containsExactly("text/html; charset=utf-8");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    private boolean worksAtTokenEndpoint(String secret) {
        Map<String, String> form = new LinkedHashMap<>(
                Map.of("grant_type", "client_credentials", "client_id", CLIENT, "client_secret", secret));
        return gateway.post("/oauth/token", Person.encode(form), "Content-Type", "application/x-www-form-urlencoded")
                .statusCode() == 200;
    }

    private static String token(Seen page) {
        Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(page.html());
        assertThat(token.find()).as(page.html()).isTrue();
        return token.group(1);
    }
}
