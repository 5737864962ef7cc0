package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.DescribedClient.EC;
import static dev.codexgateway.oauth.DescribedClient.RSA;
import static dev.codexgateway.oauth.DescribedClient.header;
import static dev.codexgateway.oauth.DescribedClient.parameters;
import static dev.codexgateway.oauth.TokenCalls.CHALLENGE;
import static dev.codexgateway.oauth.TokenCalls.VERIFIER;
import static dev.codexgateway.oauth.TokenCalls.encoded;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import jakarta.json.JsonObject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;

/** Clients that sign ({@code private_key_jwt}; RFC 7523 §2.2 and §3), over HTTP. */
@Tag("rfc7523-3")
class ClientAssertionTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;
    /** Has two keys in its metadata, and must sign. */
    private static DescribedClient client;
    private static JsonObject tokens;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true")
                .yaml("limits:\n  failed-credentials-per-minute: 1000\n").start();
        calls = new TokenCalls(gateway);
        client = new DescribedClient();
        client.publish("token_endpoint_auth_method", "private_key_jwt", "jwks", DescribedClient.set(RSA, EC));
        tokens = calls.granted(exchange(client) + client.signed(gateway, RSA));
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
    }

    @BeforeEach
    void later() {
        gateway.clock().advance(Duration.ofSeconds(61));
    }

    @Test
    void itRefreshesAndRevokesByWhatItSigned() {
        JsonObject refreshed = refreshed(client.signed(gateway, EC));
        assertThat(calls.knock(refreshed)).isEqualTo(200);

        HttpResponse<String> revoked = calls.form("/oauth/revoke",
                "token=" + refreshed.getString("access_token") + client.signed(gateway, EC));

        assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(200);
        assertThat(calls.knock(refreshed)).isEqualTo(401);
    }

    @Test
    void theIdMayStandBesideAndMustThenBeTheSame() {
        refreshed(client.signed(gateway, EC) + "&client_id=" + encoded(client.id()));

        assertRefused(client.signed(gateway, EC) + "&client_id=" + GatewayFixture.CLIENT);
    }

    @Test
    void itsIdAloneIsNotEnough() {
        assertRefused("&client_id=" + encoded(client.id()));
    }

    @Test
    void aStatementIsGoodOnce() {
        String signed = client.signed(gateway, EC);
        refreshed(signed);

        assertRefused(signed);
        String again = client.signed(gateway, EC, claims -> claims.jwtID("the same"));
        refreshed(again);
        assertRefused(client.signed(gateway, EC, claims -> claims.jwtID("the same")));
    }

    @Test
    void alsoWhereItComesManyTimesAtOnce() {
        String form = "token=none" + client.signed(gateway, EC);
        AtomicInteger good = new AtomicInteger();

        Concurrently.call(8, () -> calls.form("/oauth/revoke", form).statusCode() == 200 && good.incrementAndGet() > 0);

        assertThat(good).hasValue(1);
    }

    @Test
    void aRestartDoesNotMakeItGoodAgain() {
        String signed = client.signed(gateway, EC);
        refreshed(signed);

        gateway.restart();

        assertRefused(signed);
    }

    @Test
    void oneThatIsNotForUsIsRefused() {
        String url = gateway.gateway().publicUrl().toString();
        for (List<String> audience : List.of(List.of("https://other.example.com"), List.of(url + "/oauth/token"),
                List.of(url + "/"), List.of(url, "https://other.example.com"), List.<String>of())) {
            assertRefused(client.signed(gateway, EC, claims -> claims.audience(audience)));
        }
        refreshed(client.signed(gateway, EC, claims -> claims.audience(List.of(url))));
    }

    @Test
    void oneThatIsNotByAndOfTheClientIsRefused() {
        assertRefused(client.signed(gateway, EC, claims -> claims.issuer("https://other.example.com")));
        assertRefused(client.signed(gateway, EC, claims -> claims.subject(GatewayFixture.CLIENT)));
        assertRefused(client.signed(gateway, EC,
                claims -> claims.subject(GatewayFixture.CLIENT).issuer(GatewayFixture.CLIENT)));
        assertRefused(client.signed(gateway, EC, claims -> claims.subject(null)));
        assertRefused(client.signed(gateway, EC, claims -> claims.issuer(null)));
    }

    @Test
    void itsTimesAreHeld() {
        Instant now = gateway.clock().instant();
        for (Consumer<JWTClaimsSet.Builder> wrong : List.<Consumer<JWTClaimsSet.Builder>>of(
                claims -> claims.expirationTime(null), claims -> claims.expirationTime(Date.from(now.minusSeconds(61))),
                claims -> claims.expirationTime(Date.from(now.plusSeconds(420))),
                claims -> claims.claim("exp", "soon"), claims -> claims.claim("exp", 1e300),
                claims -> claims.claim("exp", -1), claims -> claims.notBeforeTime(Date.from(now.plusSeconds(90))),
                claims -> claims.issueTime(Date.from(now.plusSeconds(90))))) {
            assertRefused(client.signed(gateway, EC, wrong));
        }
        refreshed(client.signed(gateway, EC, claims -> claims.expirationTime(Date.from(now.minusSeconds(30)))));
    }

    @Test
    void itHasAnIdOfItsOwn() {
        assertRefused(client.signed(gateway, EC, claims -> claims.jwtID(null)));
        assertRefused(client.signed(gateway, EC, claims -> claims.jwtID("")));
        assertRefused(client.signed(gateway, EC, claims -> claims.jwtID("x".repeat(257))));
        assertRefused(client.signed(gateway, EC, claims -> claims.claim("jti", 1)));
    }

    @Test
    void aSignatureByAnotherKeyIsNone() {
        assertRefused(client.signed(gateway, DescribedClient.ec("ec-1")));
        assertRefused(client.signed(gateway, DescribedClient.ec("unknown")));
        assertRefused(client.signed(gateway, DescribedClient.rsa("rsa-1", 2048)));
        assertRefused(client.signed(gateway, DescribedClient.ec("rsa-1")));
    }

    @Test
    void aKeyNeedNotBeNamedWhereThereIsOne() {
        JWSHeader unnamed = new JWSHeader.Builder(JWSAlgorithm.ES256).build();

        refreshed(parameters(DescribedClient.signed(unnamed, EC, claims())));
    }

    @Test
    void whatIsNotSignedBySuchAKeyIsRefused() throws JOSEException {
        String claims = part(claims().toString());
        SignedJWT shared = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), claims());
        shared.sign(new MACSigner(RSA.toRSAKey().toPublicKey().getEncoded()));
        String good = client.signed(gateway, EC).replaceFirst(".*client_assertion=", "");

        assertRefused(parameters(shared.serialize()));
        for (String wrong : List.of(part("{\"alg\":\"none\"}") + "." + claims + ".",
                part("{\"alg\":\"none\"}") + "." + claims + ".x", part("{\"alg\":\"ES256\"}") + "." + claims + ".x",
                part("{\"alg\":\"ES256\",\"alg\":\"none\"}") + "." + claims + ".x", part("[]") + "." + claims + ".x",
                part("{\"alg\":1}") + "." + claims + ".x", "a.b", "a.b.c", "a.b.c.d", "x".repeat(9000),
                good.substring(0, good.lastIndexOf('.')) + "." + Base64.getUrlEncoder().withoutPadding()
                        .encodeToString(new byte[64]),
                good + "x")) {
            assertRefused(parameters(encoded(wrong)));
        }
    }

    @Test
    void anotherAlgorithmOrAnExtensionIsRefused() {
        JWK rsa = RSA;
        for (JWSAlgorithm other : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS256)) {
            assertRefused(parameters(DescribedClient.signed(new JWSHeader.Builder(other).keyID("rsa-1").build(), rsa,
                    claims())));
        }
        assertRefused(parameters(DescribedClient.signed(
                new JWSHeader.Builder(header(EC)).type(new JOSEObjectType("at+jwt")).build(), EC, claims())));
        assertRefused(parameters(DescribedClient.signed(new JWSHeader.Builder(header(EC))
                .criticalParams(java.util.Set.of("exp")).customParams(Map.of("exp", 1)).build(), EC, claims())));
        refreshed(parameters(DescribedClient.signed(
                new JWSHeader.Builder(header(EC)).type(new JOSEObjectType("client-authentication+jwt")).build(), EC,
                claims())));
    }

    @Test
    void inTwoWaysAtOnceIsInNone() {
        String signed = client.signed(gateway, EC);

        TokenCalls.assertRefused(calls.form("/oauth/token", refresh() + signed + "&client_secret=x"), 400,
                "invalid_request");
        TokenCalls.assertRefused(calls.form("/oauth/token", refresh() + signed, "Authorization",
                TokenCalls.basic(GatewayFixture.CLIENT, GatewayFixture.CLIENT_SECRET)), 400, "invalid_request");
        TokenCalls.assertRefused(
                calls.form("/oauth/token", refresh() + signed.replace("jwt-bearer", "saml2-bearer")), 400,
                "invalid_request");
        TokenCalls.assertRefused(calls.form("/oauth/token", refresh() + "&client_assertion=x"), 400, "invalid_request");
    }

    @Test
    void theConfiguredClientDoesNotSign() {
        assertRefused(parameters(DescribedClient.signed(header(EC), EC, new JWTClaimsSet.Builder(claims())
                .issuer(GatewayFixture.CLIENT).subject(GatewayFixture.CLIENT).build())));
    }

    @Test
    void oneThatMaySignMayAlsoComeWithout() {
        try (DescribedClient either = new DescribedClient().serveKeys(RSA)) {
            either.publish("token_endpoint_auth_method", "private_key_jwt", "token_endpoint_auth_methods_supported",
                    jakarta.json.Json.createArrayBuilder(List.of("none", "private_key_jwt")).build(), "jwks_uri",
                    either.keysAddress());

            calls.granted(exchange(either) + "&client_id=" + encoded(either.id()));
            calls.granted(exchange(either) + either.signed(gateway, RSA));
        }
    }

    @Test
    void aNewKeyIsFoundAndAnOldOneForgotten() {
        try (DescribedClient rotating = new DescribedClient().serveKeys(RSA)) {
            rotating.publish("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", rotating.keysAddress());
            calls.granted(exchange(rotating) + rotating.signed(gateway, RSA));
            rotating.serveKeys(EC);

            gateway.clock().advance(Duration.ofSeconds(61));
            calls.granted(exchange(rotating) + rotating.signed(gateway, EC));
            assertThat(calls.form("/oauth/token", exchange(rotating) + rotating.signed(gateway, RSA)).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void keysThatCannotBeHadAnewAreBelievedForAWhile() {
        DescribedClient leaving = new DescribedClient().serveKeys(RSA);
        leaving.publish("token_endpoint_auth_method", "private_key_jwt", "jwks_uri", leaving.keysAddress());
        JsonObject granted = calls.granted(exchange(leaving) + leaving.signed(gateway, RSA));
        leaving.leave();

        gateway.clock().advance(Duration.ofHours(20));
        JsonObject refreshed = calls.granted(refresh(granted) + leaving.signed(gateway, RSA));
        gateway.clock().advance(Duration.ofHours(5));

        HttpResponse<String> unknown = calls.form("/oauth/token", refresh(refreshed) + leaving.signed(gateway, RSA));
        TokenCalls.assertRefused(unknown, 503, "temporarily_unavailable");
    }

    private static JWTClaimsSet claims() {
        Instant now = gateway.clock().instant();
        return new JWTClaimsSet.Builder().issuer(client.id()).subject(client.id())
                .audience(gateway.gateway().publicUrl().toString()).jwtID("id-" + System.nanoTime())
                .expirationTime(Date.from(now.plusSeconds(60))).build();
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String exchange(DescribedClient client) {
        return TokenCalls.exchange(calls.code(encoded(client.id()), CHALLENGE)) + "&code_verifier=" + VERIFIER;
    }

    private static JsonObject refreshed(String authentication) {
        HttpResponse<String> response = calls.form("/oauth/token", refresh() + authentication);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        tokens = json(response.body());
        return tokens;
    }

    private static void assertRefused(String authentication) {
        TokenCalls.assertRefused(calls.form("/oauth/token", refresh() + authentication), 401, "invalid_client");
    }

    private static String refresh() {
        return refresh(tokens);
    }

    private static String refresh(JsonObject granted) {
        return "grant_type=refresh_token&refresh_token=" + granted.getString("refresh_token");
    }
}
