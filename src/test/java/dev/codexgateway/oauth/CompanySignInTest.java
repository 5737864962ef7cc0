package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.OpenIdProvider;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.WebVisitor;

/** Company sign-in and the company's bearer tokens, with a real OpenID provider. */
class CompanySignInTest {
    private static final String CALLBACK = "http://127.0.0.1:7/callback";
    private static final String CLIENT_SECRET = "client-secret-0123456789-0123456789-0123456789";

    private final int port = Ports.unused();
    private final String publicUrl = "http://127.0.0.1:" + port;
    private final OpenIdProvider provider = new OpenIdProvider(Ports.unused(), publicUrl,
            publicUrl + "/oauth/company/callback");
    private final WebVisitor visitor = new WebVisitor();
    private GatewayFixture gateway;

    @BeforeAll
    static void needsNpm() {
        assumeTrue(OpenIdProvider.available(), "skipped: npm install oidc-provider did not work here");
    }

    @AfterEach
    void end() {
        if (gateway != null) {
            gateway.close();
        }
        provider.close();
    }

    @Test
    void aPersonSignsInConsentsAndIsTheSameByTokenOfTheCompany() {
        provider.start().signsIn("alice");
        start("");

        URI consent = visitor.follow(authorize("read write", "a+b&c#d"), publicUrl + "/oauth/consent");
        HttpResponse<String> page = visitor.get(consent);
        URI callback = consent(page, consent);
        JsonObject token = token(WebVisitor.parameter(callback, "code"));

        assertThat(WebVisitor.parameter(callback, "state")).isEqualTo("a+b&c#d");
        JsonObject prompted = call(token.getString("access_token"), "conversation.prompt",
                object("session_id", "s1", "prompt", "Hello"));
        assertThat(prompted.getJsonObject("result").getString("status")).isEqualTo("completed");
        String companyToken = provider.accessToken("alice", "read write");
        assertThat(sessions(companyToken)).isEqualTo(1);
        assertThat(sessions(provider.accessToken("bob", "read write"))).isZero();
        assertThat(visitor.cookieNames()).filteredOn(name -> name.startsWith("cgw") || name.contains("idcs")
                || name.startsWith("JSESSION")).containsExactlyInAnyOrder("cgw_session", "cgw_browser");
        assertThat(Path.of(".helidon-oidc-secret")).doesNotExist();
    }

    @Test
    void anOwnerWhoCameForTheConnectPageComesBackToIt() {
        provider.start().signsIn("alice");
        start("oidc:\n  owners: [alice@example.com]\n");
        HttpResponse<String> login = visitor.visit(URI.create(publicUrl + "/connect"));
        assertThat(login.body()).contains("/oauth/company?request=connect");

        HttpResponse<String> page = visitor.visit(URI.create(publicUrl + "/oauth/company?request=connect"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri()).hasPath("/connect");
    }

    @Test
    void whoIsNotOnTheListIsNotLetIn() {
        provider.start().signsIn("mallory");
        start("oidc:\n  allowed-email-domains: Example.com\n");

        HttpResponse<String> page = visitor.visit(URI.create(publicUrl + "/oauth/company?request="));

        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.body()).contains("/oauth/login");
        assertThat(visitor.cookieNames()).doesNotContain("cgw_session", "cgw_company");
        provider.signsIn("carol");
        assertThat(new WebVisitor().visit(URI.create(publicUrl + "/oauth/company")).statusCode()).isEqualTo(403);
        provider.signsIn("bob");
        assertThat(new WebVisitor().visit(URI.create(publicUrl + "/oauth/company")).statusCode()).isEqualTo(200);
        assertThat(status(provider.accessToken("mallory", "read write"))).isEqualTo(401);
        assertThat(status(provider.accessToken("carol", "read write"))).isEqualTo(401);
        assertThat(status(provider.accessToken("bob", "read write"))).isEqualTo(200);
    }

    @Test
    void anOwnerIsOneByVerifiedEmailAndNobodyTakesTheNameOwner() {
        provider.start().signsIn("alice");
        start("oidc:\n  owners: [ALICE@example.com, carol@example.com]\n  allowed-groups: [staff]\n  allowed-email-domains: []\n");

        assertThat(visitor.visit(URI.create(publicUrl + "/oauth/company")).statusCode()).isEqualTo(200);

        // Only an owner may grant admin.
        URI consent = visitor.follow(authorizePath("read write admin", "s"), publicUrl + "/oauth/consent");
        assertThat(consent.getPath()).isEqualTo("/oauth/consent");
    }

    @Test
    void anUnverifiedEmailMakesNoOwner() {
        provider.start().signsIn("carol");
        start("oidc:\n  owners: [carol@example.com]\n");

        HttpResponse<String> account = visitor.visit(URI.create(publicUrl + "/oauth/company"));

        assertThat(account.statusCode()).isEqualTo(200);
        // She calls herself "owner" there, which is another's name here.
        assertThat(account.body()).contains("owner-");
        URI refused = visitor.follow(authorizePath("read write admin", "s"), CALLBACK);
        assertThat(WebVisitor.parameter(refused, "error")).isEqualTo("invalid_scope");
    }

    @Test
    void newKeysOfTheIssuerAreTakenWithinSeconds() {
        provider.start();
        start("");
        String old = provider.accessToken("alice", "read");
        assertThat(status(old)).isEqualTo(200);

        provider.stop();
        provider.start();
        gateway.clock().advance(CompanyIssuer.EVERY);

        assertThat(status(provider.accessToken("alice", "read"))).isEqualTo(200);
        assertThat(status(old)).isEqualTo(401);
        provider.signsIn("alice");
        assertThat(visitor.visit(URI.create(publicUrl + "/oauth/company")).statusCode()).isEqualTo(200);
    }

    @Test
    void theIssuerMayBeDownAtTheStartAndDuringASignIn() {
        start("");
        HttpResponse<String> down = visitor.visit(URI.create(publicUrl + "/oauth/company"));
        assertThat(down.statusCode()).isEqualTo(503);
        assertThat(down.body()).contains("/oauth/login").doesNotContain("Exception", provider.issuer());

        provider.start().signsIn("alice");
        gateway.clock().advance(CompanyIssuer.EVERY);
        URI callback = visitor.follow(URI.create(publicUrl + "/oauth/company"), publicUrl + "/oauth/company/callback");
        provider.stop();
        HttpResponse<String> gone = visitor.get(callback);
        assertThat(gone.statusCode()).isEqualTo(401);
        assertThat(gone.body()).contains("/oauth/login").doesNotContain("Not a valid authorization code");

        provider.start().signsIn("alice");
        gateway.clock().advance(CompanyIssuer.FRESH);
        assertThat(new WebVisitor().visit(URI.create(publicUrl + "/oauth/company")).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyTheBrowserThatLeftComesBack() {
        provider.start().signsIn("mallory");
        start("");
        URI callback = new WebVisitor().follow(URI.create(publicUrl + "/oauth/company"),
                publicUrl + "/oauth/company/callback");

        HttpResponse<String> strangers = visitor.get(callback);
        visitor.get(URI.create(publicUrl + "/oauth/company"));
        HttpResponse<String> swapped = visitor.get(callback);

        assertThat(strangers.statusCode()).isEqualTo(400);
        assertThat(swapped.statusCode()).isEqualTo(401);
        assertThat(visitor.cookieNames()).doesNotContain("cgw_session");
    }

    @Test
    void anAnswerWithAnErrorOrOfAnotherIssuerOrTenantIsRefused() {
        provider.start().signsIn("alice");
        start("");
        for (String change : new String[]{"&iss=https%3A%2F%2Fevil.test", "&h_tenant=x", "&error=access_denied"}) {
            WebVisitor one = new WebVisitor();
            URI callback = one.follow(URI.create(publicUrl + "/oauth/company"), publicUrl + "/oauth/company/callback");
            String changed = callback.toString().replaceAll(change.startsWith("&iss") ? "&iss=[^&]*" : "$^", "")
                    + change;

            HttpResponse<String> page = one.get(URI.create(changed));

            assertThat(page.statusCode()).as(change).isEqualTo(401);
            assertThat(one.cookieNames()).doesNotContain("cgw_session", "cgw_company");
        }
    }

    @Test
    void tokensOfTheIssuerThatAreNotForUsOpenNothing() {
        provider.start();
        start("");
        JsonObject tokens = provider.tokens("alice", "read write", publicUrl);
        String good = tokens.getString("access_token");
        String[] parts = good.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        assertThat(status(good)).isEqualTo(200);
        assertThat(status(tokens.getString("id_token"))).isEqualTo(401);
        assertThat(status(provider.tokens("alice", "read", "https://elsewhere.test").getString("access_token")))
                .isEqualTo(401);
        assertThat(status(parts[0] + "." + encoded(claims.replace("alice", "bob")) + "." + parts[2])).isEqualTo(401);
        assertThat(status(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".")).isEqualTo(401);
        assertThat(status(provider.accessToken("alice", ""))).isEqualTo(200);
        assertThat(call(provider.accessToken("alice", ""), "conversation.list", object()).getJsonObject("error")
                .getInt("code")).isEqualTo(-32011);
        assertThat(call(provider.accessToken("alice", "read admin"), "conversation.prompt", object("prompt", "x"))
                .getJsonObject("error").getInt("code")).isEqualTo(-32011);
        gateway.clock().advance(Duration.ofMinutes(12));
        assertThat(status(good)).isEqualTo(401);
    }

    private void start(String yaml) {
        gateway = GatewayFixture.builder().with("PORT", Integer.toString(port)).with("PUBLIC_URL", publicUrl)
                .with("OIDC_ISSUER", provider.issuer()).with("OIDC_CLIENT_ID", OpenIdProvider.CLIENT)
                .with("OIDC_CLIENT_SECRET", OpenIdProvider.SECRET).with("OAUTH_CLIENT_SECRET", CLIENT_SECRET)
                .with("OAUTH_REDIRECT_URIS", CALLBACK).yaml(yaml).start();
        // The provider lives in the real time.
        gateway.clock().advance(Duration.between(gateway.clock().instant(), Instant.now()));
    }

    /** An authorization request whose login page's button is pressed. */
    private URI authorize(String scope, String state) {
        HttpResponse<String> login = visitor.visit(authorizePath(scope, state));
        String body = login.body();
        int begin = body.indexOf("/oauth/company?request=");
        return URI.create(publicUrl + body.substring(begin, body.indexOf('"', begin)));
    }

    private URI authorizePath(String scope, String state) {
        return URI.create(publicUrl + "/oauth/authorize?response_type=code&client_id=codex-gateway-client&redirect_uri="
                + url(CALLBACK) + "&scope=" + url(scope) + "&state=" + url(state));
    }

    private URI consent(HttpResponse<String> page, URI consent) {
        String csrf = page.body().replaceAll("(?s).*name=\"csrf\" value=\"([^\"]*)\".*", "$1");
        HttpResponse<String> answer = visitor.send(java.net.http.HttpRequest.newBuilder(URI.create(
                publicUrl + "/oauth/consent")).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("csrf=" + csrf + "&request="
                        + WebVisitor.parameter(consent, "request") + "&decision=allow")));
        return URI.create(answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer.body())));
    }

    private JsonObject token(String code) {
        return GatewayFixture.json(gateway.post("/oauth/token", "grant_type=authorization_code&code=" + code
                + "&redirect_uri=" + url(CALLBACK) + "&client_id=codex-gateway-client&client_secret=" + CLIENT_SECRET,
                "Content-Type", "application/x-www-form-urlencoded").body());
    }

    private JsonObject call(String token, String method, JsonObject params) {
        return GatewayFixture.json(gateway.post("/jsonrpc", GatewayFixture.call(method, params), "Authorization",
                "Bearer " + token).body());
    }

    private int sessions(String token) {
        return call(token, "conversation.list", object()).getJsonObject("result").getJsonArray("data").size();
    }

    private int status(String token) {
        return gateway.post("/jsonrpc", GatewayFixture.call("conversation.list", object()), "Authorization",
                "Bearer " + token).statusCode();
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String url(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
