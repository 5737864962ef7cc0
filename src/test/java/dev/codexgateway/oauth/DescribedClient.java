package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.testing.GatewayFixture.object;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.GatewayFixture;

/** A client that says on a host of its own what it is, and signs if it is to. */
final class DescribedClient implements AutoCloseable {
    static final JWK RSA = rsa("rsa-1", 2048);
    static final ECKey EC = ec("ec-1");
    private static final String PATH = "/client.json";
    private static final String KEYS = "/keys.json";

    private final FileHost host = FileHost.start();

    /** Publishes the usual metadata of a public client, with some members otherwise; a null leaves one out. */
    DescribedClient publish(Object... more) {
        return serve(metadata(more).toString());
    }

    /** @param headers whole lines */
    DescribedClient serve(String body, String... headers) {
        host.raw(PATH, answer(body, headers));
        return this;
    }

    DescribedClient serveKeys(JWK... keys) {
        host.raw(KEYS, answer(set(keys).toString()));
        return this;
    }

    DescribedClient raw(String path, String answer) {
        host.raw(path, answer);
        return this;
    }

    JsonObject metadata(Object... more) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("client_id", id());
        members.put("client_name", "An app");
        members.put("redirect_uris", Json.createArrayBuilder().add(CALLBACK).build());
        for (int i = 0; i < more.length; i += 2) {
            members.put((String) more[i], more[i + 1]);
        }
        return object(members.entrySet().stream().filter(member -> member.getValue() != null)
                .flatMap(member -> Stream.of(member.getKey(), member.getValue())).toArray());
    }

    String id() {
        return host.http(PATH);
    }

    String keysAddress() {
        return host.http(KEYS);
    }

    FileHost host() {
        return host;
    }

    /** Goes away. */
    void leave() {
        host.close();
    }

    static JsonObject set(JWK... keys) {
        JWKSet set = new JWKSet(java.util.List.of(keys));
        return GatewayFixture.json(set.toString());
    }

    /** Form parameters of a good statement, with some claims otherwise. */
    String signed(GatewayFixture gateway, JWK key, Consumer<JWTClaimsSet.Builder> otherwise) {
        Instant now = gateway.clock().instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder().issuer(id()).subject(id())
                .audience(gateway.gateway().publicUrl().toString()).jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now)).expirationTime(Date.from(now.plusSeconds(300)));
        otherwise.accept(claims);
        return parameters(signed(header(key), key, claims.build()));
    }

    String signed(GatewayFixture gateway, JWK key) {
        return signed(gateway, key, _ -> {});
    }

    static JWSHeader header(JWK key) {
        return new JWSHeader.Builder(key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256)
                .keyID(key.getKeyID()).type(JOSEObjectType.JWT).build();
    }

    static String signed(JWSHeader header, JWK key, JWTClaimsSet claims) {
        try {
            JWSSigner signer = key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey(), true);
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String parameters(String assertion) {
        return "&client_assertion_type=" + TokenCalls.encoded(Assertion.TYPE) + "&client_assertion=" + assertion;
    }

    static JWK rsa(String id, int bits) {
        try {
            return new RSAKeyGenerator(bits, true).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        host.close();
    }

    private static String answer(String body, String... headers) {
        int length = body.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1).length;
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n"
                + Stream.of(headers).map(line -> line + "\r\n").reduce("", String::concat) + "\r\n" + body;
    }
}
