package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.testing.MutableClock;

class CompanyTokenVerifierTest {
    private static final String AUDIENCE = "https://gateway.test";
    private static RSAKey key;
    private static RSAKey strangers;
    private static ECKey curve;

    private final MutableClock clock = new MutableClock();
    private final AtomicInteger fetched = new AtomicInteger();
    private HttpServer server;
    private String issuer;
    private volatile String keys = "";
    private CompanyIssuer company;
    private CompanyTokenVerifier verifier;

    @BeforeAll
    static void makeKeys() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyID("one").keyUse(KeyUse.SIGNATURE).generate();
        strangers = new RSAKeyGenerator(2048).keyID("one").generate();
        curve = new ECKeyGenerator(Curve.P_256).keyID("two").generate();
    }

    @BeforeEach
    void start() throws IOException {
        keys = new JWKSet(List.of(key, curve)).toString(true);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve("/.well-known/openid-configuration", () -> "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer
                + "/jwks\",\"authorization_endpoint\":\"" + issuer + "/a\",\"token_endpoint\":\"" + issuer + "/t\"}");
        serve("/jwks", () -> {
            fetched.incrementAndGet();
            return keys;
        });
        server.start();
        company = new CompanyIssuer(new CompanyConfig(issuer, "client", Secret.of("secret"), Optional.empty(),
                List.of(), List.of(), List.of()), clock);
        verifier = new CompanyTokenVerifier(company, () -> AUDIENCE, clock);
    }

    @AfterEach
    void end() {
        company.close();
        server.stop(0);
    }

    @Test
    void aGoodTokenIsItsPersonWithItsScopesOnBothResources() throws JOSEException {
        Caller caller = verify(signed(_ -> {}, claims -> claims.claim("scope", "openid read admin write")));

        assertThat(caller.scopes()).isEqualTo(Set.of(Scope.READ, Scope.WRITE));
        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.id()).matches("user:[0-9a-f]{64}");
        assertThat(verifier.verify(signed(_ -> {}, _ -> {}), Resource.MCP)).isPresent();
        assertThat(verify(signed(_ -> {}, claims -> claims.claim("scope", null))).scopes()).isEmpty();
        assertThat(verify(signed(_ -> {}, claims -> claims.claim("scope", null).claim("scp", List.of("read"))))
                .scopes()).isEqualTo(Set.of(Scope.READ));
        assertThat(verify(signed(header -> header.type(new JOSEObjectType("at+jwt")), _ -> {})).id())
                .isEqualTo(caller.id());
        assertThat(verify(sign(new ECDSASigner(curve), new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("two"),
                claims())).id()).isEqualTo(caller.id());
    }

    @Test
    void badTokensOpenNothing() throws JOSEException {
        String good = signed(_ -> {}, _ -> {});
        String[] parts = good.split("\\.");
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("another issuer", signed(_ -> {}, claims -> claims.issuer("https://evil.test")));
        bad.put("no issuer", signed(_ -> {}, claims -> claims.issuer(null)));
        bad.put("another audience", signed(_ -> {}, claims -> claims.audience("https://elsewhere.test")));
        bad.put("an audience that only begins so", signed(_ -> {}, claims -> claims.audience(AUDIENCE + ".evil.test")));
        bad.put("no audience", signed(_ -> {}, claims -> claims.audience((String) null)));
        bad.put("expired", signed(_ -> {}, claims -> claims.expirationTime(in(-61))));
        bad.put("no expiry", signed(_ -> {}, claims -> claims.expirationTime(null)));
        bad.put("an expiry that is no time", signed(_ -> {}, claims -> claims.claim("exp", "tomorrow")));
        bad.put("an expiry beyond time", signed(_ -> {}, claims -> claims.claim("exp", 1e300)));
        bad.put("not yet", signed(_ -> {}, claims -> claims.notBeforeTime(in(61))));
        bad.put("an ID token by nonce", signed(_ -> {}, claims -> claims.claim("nonce", "n")));
        bad.put("an ID token by hash", signed(_ -> {}, claims -> claims.claim("at_hash", "h")));
        bad.put("an ID token by type", signed(header -> header.type(new JOSEObjectType("id+jwt")), _ -> {}));
        bad.put("a logout token", signed(header -> header.type(new JOSEObjectType("logout+jwt")), _ -> {}));
        bad.put("an ID token of Keycloak", signed(_ -> {}, claims -> claims.claim("typ", "ID")));
        bad.put("an ID token of Cognito", signed(_ -> {}, claims -> claims.claim("token_use", "id")));
        bad.put("bound to a key", signed(_ -> {}, claims -> claims.claim("cnf", Map.of("jkt", "x"))));
        bad.put("a critical extension",
                signed(header -> header.criticalParams(Set.of("x")).customParam("x", 1), _ -> {}));
        bad.put("no subject", signed(_ -> {}, claims -> claims.subject(null)));
        bad.put("no key id", signed(header -> header.keyID(null), _ -> {}));
        bad.put("an unknown key id", signed(header -> header.keyID("three"), _ -> {}));
        bad.put("another's key", sign(new RSASSASigner(strangers), header(), claims()));
        bad.put("the key inside", sign(new RSASSASigner(strangers), header().jwk(strangers.toPublicJWK()), claims()));
        bad.put("none", new PlainJWT(claims().build()).serialize() + "AA");
        bad.put("none without signature", new PlainJWT(claims().build()).serialize());
        bad.put("HS256 by the public key", sign(new MACSigner(key.toPublicJWK().toJSONString()),
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one"), claims()));
        bad.put("PS256", sign(new RSASSASigner(key), new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("one"), claims()));
        bad.put("RS512 by a key for RS256", sign(new RSASSASigner(key),
                new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("one"), claims()));
        bad.put("changed", parts[0] + "." + parts[1].substring(0, parts[1].length() - 4) + "fQ." + parts[2]);
        bad.put("no signature", parts[0] + "." + parts[1] + ".");
        bad.put("part of a signature", good.substring(0, good.length() - 8));
        bad.put("four parts", good + "." + parts[2]);
        bad.put("five parts", "a.b.c.d.e");
        bad.put("no JWT", "opaque");
        bad.put("no JSON", "AAAA.BBBB.CCCC");
        bad.put("deep", parts[0] + "." + "W1tb".repeat(3000) + "." + parts[2]);

        assertThat(verifier.verify(good, Resource.API)).isPresent();
        assertThat(bad).allSatisfy(
                (why, token) -> assertThat(verifier.verify(token, Resource.API)).as(why).isEmpty());
    }

    @Test
    void aNewKeyIsFetchedAtOnceButNotForEveryInventedOne() throws JOSEException {
        assertThat(verifier.verify(signed(_ -> {}, _ -> {}), Resource.API)).isPresent();
        RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
        keys = new JWKSet(List.of(next)).toString(true);
        clock.advance(CompanyIssuer.EVERY);

        String fresh = sign(new RSASSASigner(next), new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("next"), claims());
        assertThat(verifier.verify(fresh, Resource.API)).isPresent();
        for (int i = 0; i < 20; i++) {
            String invented = "invented-" + i;
            assertThat(verifier.verify(signed(header -> header.keyID(invented), _ -> {}), Resource.API)).isEmpty();
        }

        assertThat(fetched).hasValue(2);
        assertThat(verifier.verify(signed(_ -> {}, _ -> {}), Resource.API)).isEmpty();
    }

    @Test
    void whileTheIssuerIsDownItsKeysAreGoodForAnHour() throws JOSEException {
        assertThat(verifier.verify(signed(_ -> {}, _ -> {}), Resource.API)).isPresent();
        server.stop(0);

        clock.advance(CompanyIssuer.USABLE.minusSeconds(1));
        assertThat(verifier.verify(signed(_ -> {}, _ -> {}), Resource.API)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> verifier.verify(signed(_ -> {}, _ -> {}), Resource.API))
                .isInstanceOf(GatewayException.class);
        assertThat(verifier.verify("a.b.c", Resource.API)).isEmpty();
    }

    @Test
    void anIssuerOfAnotherNameOrWithoutKeysIsAFault() {
        keys = "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\"},7]}";
        assertThatThrownBy(company::examine).isInstanceOf(CompanyFault.class).hasMessageContaining("no key");
        keys = "x".repeat(CompanyDocuments.MAX_SIZE + 1);
        assertThatThrownBy(company::examine).isInstanceOf(CompanyFault.class);
        try (CompanyIssuer slash = new CompanyIssuer(new CompanyConfig(issuer + "/", "client", Secret.of("secret"),
                Optional.empty(), List.of(), List.of(), List.of()), clock)) {
            assertThatThrownBy(slash::examine).isInstanceOf(CompanyFault.class).hasMessageContaining("OIDC_ISSUER");
        }
    }

    private Caller verify(String token) {
        return verifier.verify(token, Resource.API).orElseThrow();
    }

    private String signed(Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> change)
            throws JOSEException {
        JWSHeader.Builder builder = header();
        header.accept(builder);
        JWTClaimsSet.Builder claims = claims();
        change.accept(claims);
        return sign(new RSASSASigner(key), builder, claims);
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one");
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder().issuer(issuer).subject("alice-id").audience(List.of(AUDIENCE, "other"))
                .expirationTime(in(-59)).claim("preferred_username", "alice").claim("scope", "read");
    }

    private Date in(int seconds) {
        return Date.from(Instant.ofEpochSecond(clock.instant().getEpochSecond() + seconds));
    }

    private static String sign(JWSSigner signer, JWSHeader.Builder header, JWTClaimsSet.Builder claims)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private void serve(String path, java.util.function.Supplier<String> body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
