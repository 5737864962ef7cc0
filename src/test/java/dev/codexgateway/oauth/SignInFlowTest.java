package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** The whole flow over HTTP, with ChatGPT's exact requests. */
class SignInFlowTest {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-abc123/oauth/callback";
    private static final String TWIN = "https://chat.openai.com/aip/g-abc123/oauth/callback";

    private GatewayFixture gateway;

    @BeforeEach
    void start() {
        gateway = GatewayFixture.start();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void aTokenGainedWithChatGptsRequestsOpensJsonRpcAsThatUser() {
        Seen back = gateway.person().authorize(query(CALLBACK), "owner", OWNER_PASSWORD);
        assertThat(back.status()).isEqualTo(303);
        assertThat(back.callback()).containsEntry("state", "15014bf5-e45f-45d8-816f-ff1e4da87e81").containsEntry("iss",
                issuer());

        JsonObject tokens = token(exchange(back, CALLBACK));
        assertThat(tokens.getString("token_type")).isEqualTo("bearer");
        assertThat(tokens.getInt("expires_in")).isEqualTo(3600);
        assertThat(tokens.getString("scope")).isEqualTo("read write");
        assertThat(prompt(tokens, "Say hello").getString("content")).isEqualTo("Echo: Say hello");
    }

    @Test
    void theCodeIsExchangedByBasicAndByJsonAsWell() {
        Person owner = gateway.person();
        Map<String, String> basic = exchange(owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD), CALLBACK);
        basic.remove("client_id");
        basic.remove("client_secret");
        assertThat(gateway
                .post("/oauth/token", Person.encode(basic), "Content-Type", "application/x-www-form-urlencoded",
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + CLIENT_SECRET).getBytes()))
                .statusCode()).isEqualTo(200);

        Map<String, String> body = exchange(owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD), CALLBACK);
        assertThat(
                gateway.post("/oauth/token",
                        object(body.entrySet().stream()
                                .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
                                .toArray()).toString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aSecondUserSeesNothingOfTheFirst() {
        gateway.addUser("maria", "maria's long password");
        JsonObject first = signedIn("owner", OWNER_PASSWORD);
        JsonObject second = signedIn("maria", "maria's long password");
        prompt(first, "mine");

        assertThat(rpc(second, "conversation.list", object()).getJsonArray("data")).isEmpty();
        assertThat(rpc(second, "conversation.status", object("session_id", "s")).getString("status"))
                .isEqualTo("not_found");
        assertThat(rpc(first, "conversation.list", object()).getJsonArray("data")).hasSize(1);
    }

    @Test
    void aCodeATokenAndAConsentSurviveARestart() {
        Person owner = gateway.person();
        JsonObject tokens = token(exchange(owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD), CALLBACK));
        Map<String, String> code = exchange(owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD), CALLBACK);

        gateway.restart();

        assertThat(prompt(tokens, "still there").getString("status")).isEqualTo("completed");
        assertThat(token(code).getString("access_token")).startsWith("cgw_at_");
        assertThat(gateway.person().open("/oauth/authorize?" + query(CALLBACK)).shows("/oauth/login")).isTrue();
    }

    @Test
    void aConsentIsRememberedForTheSameCallbackAndScope() {
        Person owner = gateway.person();
        owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD);

        assertThat(owner.open("/oauth/authorize?" + query(CALLBACK)).callback()).containsKey("code");
        assertThat(owner.open("/oauth/authorize?" + query(TWIN)).shows("/oauth/consent"))
                .as("another callback asks again").isTrue();
        assertThat(owner.open("/oauth/authorize?" + query(CALLBACK).replace("scope=", "scope=read+write+admin"))
                .shows("/oauth/consent"))
                .as("a wider scope asks again").isTrue();
    }

    @Test
    void promptLoginAsksAgain() {
        Person owner = gateway.person();
        owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD);

        assertThat(owner.open("/oauth/authorize?" + query(CALLBACK) + "&prompt=login").shows("/oauth/login")).isTrue();
    }

    @Test
    void aCallbackThatNobodyClaimedIsForTheOwnerToApprove() {
        gateway.addUser("maria", "maria's long password");
        Person maria = gateway.person();
        Seen refused = maria.signIn(maria.open("/oauth/authorize?" + query(CALLBACK)), "maria",
                "maria's long password");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.location()).isEmpty();

        Person owner = gateway.person();
        Seen claim = owner.signIn(owner.open("/oauth/authorize?" + query(CALLBACK)), "owner", OWNER_PASSWORD);
        assertThat(claim.html()).contains("g-abc123");
        assertThat(owner.submit(claim, "/oauth/claim", "decision", "approve").shows("/oauth/consent")).isTrue();

        assertThat(gateway.person().authorize(query(TWIN), "maria", "maria's long password").callback())
                .containsKey("code");
    }

    @Test
    void aClaimThatTheOwnerRefusesIsNotRedirected() {
        Person owner = gateway.person();
        Seen claim = owner.signIn(owner.open("/oauth/authorize?" + query(CALLBACK)), "owner", OWNER_PASSWORD);

        Seen refused = owner.submit(claim, "/oauth/claim", "decision", "refuse");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.location()).isEmpty();
        assertThat(owner.open("/oauth/authorize?" + query(CALLBACK)).shows("/oauth/claim")).isTrue();
    }

    @Test
    void aUserWhoDeniesIsSentBackWithAccessDenied() {
        Person owner = gateway.person();
        owner.authorize(query(CALLBACK), "owner", OWNER_PASSWORD);
        Seen consent = owner.open("/oauth/authorize?" + query(TWIN));

        Map<String, String> answer = owner.submit(consent, "/oauth/consent", "decision", "deny").callback();

        assertThat(answer).containsEntry("error", "access_denied").containsEntry("iss", issuer()).containsKey("state")
                .doesNotContainKey("code");
        assertThat(owner.submit(consent, "/oauth/consent", "decision", "allow").status()).as("the request was answered")
                .isEqualTo(400);
    }

    @Test
    @Tag("rfc6749-4.1.2")
    void aReplayedCodeIsRefusedAndRevokesTheTokensItGave() {
        Map<String, String> exchange = exchange(gateway.person().authorize(query(CALLBACK), "owner", OWNER_PASSWORD),
                CALLBACK);
        JsonObject tokens = token(exchange);

        assertThat(tokenError(exchange)).isEqualTo("invalid_grant");
        assertThat(status(tokens)).isEqualTo(401);
    }

    @Test
    void aReplayWithAWrongSecretRevokesNothing() {
        Map<String, String> exchange = exchange(gateway.person().authorize(query(CALLBACK), "owner", OWNER_PASSWORD),
                CALLBACK);
        JsonObject tokens = token(exchange);

        assertThat(tokenError(with(exchange, "client_secret", "wrong"))).isEqualTo("invalid_client");
        assertThat(tokenError(with(exchange, "redirect_uri", TWIN))).isEqualTo("invalid_grant");
        assertThat(status(tokens)).isEqualTo(200);
    }

    @Test
    void aCodeLivesTwoMinutes() {
        Map<String, String> exchange = exchange(gateway.person().authorize(query(CALLBACK), "owner", OWNER_PASSWORD),
                CALLBACK);

        gateway.clock().advance(Duration.ofMinutes(2));

        assertThat(tokenError(exchange)).isEqualTo("invalid_grant");
    }

    @Test
    void aRefreshTokenGivesTheSameSuccessorUntilThatIsUsed() {
        JsonObject tokens = signedIn("owner", OWNER_PASSWORD);
        String first = tokens.getString("refresh_token");

        String second = refresh(first).getString("refresh_token");
        assertThat(refresh(first).getString("refresh_token")).isEqualTo(second);
        assertThat(refresh(second).getString("refresh_token")).isNotEqualTo(second);

        assertThat(tokenError(refreshing(first))).isEqualTo("invalid_grant");
        assertThat(tokenError(refreshing(second))).as("the reuse ended the grant").isEqualTo("invalid_grant");
        assertThat(status(tokens)).isEqualTo(401);
    }

    @Test
    void aRefreshTokenThatWasUsedIsNoGoodAfterFiveMinutes() {
        JsonObject tokens = signedIn("owner", OWNER_PASSWORD);
        refresh(tokens.getString("refresh_token"));

        gateway.clock().advance(Duration.ofMinutes(5).plusSeconds(1));

        assertThat(tokenError(refreshing(tokens.getString("refresh_token")))).isEqualTo("invalid_grant");
    }

    @Test
    @Tag("rfc7009-2.1")
    void revokingAnAccessTokenEndsThatAndRevokingARefreshTokenTheGrant() {
        JsonObject tokens = signedIn("owner", OWNER_PASSWORD);
        JsonObject other = refresh(tokens.getString("refresh_token"));

        assertThat(revoke(tokens.getString("access_token"))).isEqualTo("{}");
        assertThat(status(tokens)).isEqualTo(401);
        assertThat(status(other)).isEqualTo(200);
        assertThat(revoke(other.getString("refresh_token"))).isEqualTo("{}");
        assertThat(status(other)).isEqualTo(401);
        assertThat(revoke("no such token")).isEqualTo("{}");
    }

    @Test
    void anAccessTokenIsGoodForAnHour() {
        JsonObject tokens = signedIn("owner", OWNER_PASSWORD);
        assertThat(status(tokens)).isEqualTo(200);

        gateway.clock().advance(Duration.ofHours(1));

        assertThat(status(tokens)).isEqualTo(401);
    }

    @Test
    @Tag("rfc8707-2")
    void aTokenForTheMcpServerDoesNotOpenTheApi() {
        Seen back = gateway.person().authorize(query(CALLBACK) + "&resource=" + issuer() + "/mcp", "owner",
                OWNER_PASSWORD);

        assertThat(status(token(exchange(back, CALLBACK)))).isEqualTo(401);
    }

    @Test
    void aClientActsForItself() {
        JsonObject tokens = token(
                with(with(new LinkedHashMap<>(), "grant_type", "client_credentials"), CLIENT, CLIENT_SECRET, true));

        assertThat(tokens.containsKey("refresh_token")).isFalse();
        assertThat(prompt(tokens, "hi").getString("status")).isEqualTo("completed");
    }

    private String issuer() {
        return gateway.gateway().publicUrl().toString();
    }

    static String query(String callback) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", CLIENT);
        parameters.put("redirect_uri", callback);
        parameters.put("scope", "");
        parameters.put("state", "15014bf5-e45f-45d8-816f-ff1e4da87e81");
        return Person.encode(parameters);
    }

    private JsonObject signedIn(String name, String password) {
        gateway.person().authorize(query(CALLBACK), "owner", OWNER_PASSWORD);
        return token(exchange(gateway.person().authorize(query(CALLBACK), name, password), CALLBACK));
    }

    private static Map<String, String> exchange(Seen back, String callback) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", CLIENT);
        form.put("client_secret", CLIENT_SECRET);
        form.put("code", back.callback().get("code"));
        form.put("redirect_uri", callback);
        return form;
    }

    private static Map<String, String> refreshing(String refreshToken) {
        return with(with(with(new LinkedHashMap<>(), "grant_type", "refresh_token"), "refresh_token", refreshToken),
                CLIENT, CLIENT_SECRET, true);
    }

    private static Map<String, String> with(Map<String, String> form, String client, String secret,
            boolean credentials) {
        return with(with(form, "client_id", client), "client_secret", secret);
    }

    private static Map<String, String> with(Map<String, String> form, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(form);
        changed.put(name, value);
        return changed;
    }

    private JsonObject refresh(String refreshToken) {
        return token(refreshing(refreshToken));
    }

    private JsonObject token(Map<String, String> form) {
        HttpResponse<String> response = post("/oauth/token", form);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        return json(response.body());
    }

    private String tokenError(Map<String, String> form) {
        HttpResponse<String> response = post("/oauth/token", form);
        assertThat(response.statusCode()).isIn(400, 401);
        return json(response.body()).getString("error");
    }

    private String revoke(String token) {
        HttpResponse<String> response = post("/oauth/revoke",
                with(with(new LinkedHashMap<>(), "token", token), CLIENT, CLIENT_SECRET, true));
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<String> post(String path, Map<String, String> form) {
        return gateway.post(path, Person.encode(form), "Content-Type", "application/x-www-form-urlencoded");
    }

    private int status(JsonObject tokens) {
        return gateway.post("/jsonrpc", call("conversation.list", object()), "Authorization",
                "Bearer " + tokens.getString("access_token")).statusCode();
    }

    private JsonObject prompt(JsonObject tokens, String text) {
        return rpc(tokens, "conversation.prompt", object("session_id", "s", "prompt", text));
    }

    private JsonObject rpc(JsonObject tokens, String method, JsonObject params) {
        return json(gateway
                .post("/jsonrpc", call(method, params), "Authorization", "Bearer " + tokens.getString("access_token"))
                .body()).getJsonObject("result");
    }
}
