package dev.codexgateway.oauth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;

import io.helidon.security.jwt.jwk.Jwk;
import io.helidon.security.jwt.jwk.JwkKeys;

import dev.codexgateway.json.Json;

/**
 * Fetches the issuer's documents, each within {@link #DEADLINE} and {@link #MAX_SIZE}, without following redirects. By the
 * JDK's client, since a whole exchange can be given up there at a deadline, and Helidon's is kept for the upstream's traffic.
 */
final class CompanyDocuments implements AutoCloseable {
    static final Duration DEADLINE = Duration.ofSeconds(5);
    static final int MAX_SIZE = 1024 * 1024;
    private static final int OK = 200;

    private final CompanyConfig config;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE).followRedirects(HttpClient.Redirect.NEVER).build();

    CompanyDocuments(CompanyConfig config) {
        this.config = config;
    }

    /** Fetches metadata and keys, and checks that the one belongs to the issuer and the other has something in it. */
    CompanyDirectory fetch() throws CompanyFault {
        JsonObject metadata = get(discovery(), "");
        String issuer = CompanyPerson.text(metadata, "issuer").orElse("");
        if (!issuer.equals(config.issuer())) {
            throw new CompanyFault("the issuer calls itself \"" + issuer + "\": set OIDC_ISSUER to exactly that");
        }
        for (String endpoint : List.of("authorization_endpoint", "token_endpoint", "jwks_uri")) {
            if (CompanyPerson.text(metadata, endpoint).filter(CompanyConfig::trustworthy).isEmpty()) {
                throw new CompanyFault("its metadata has no " + endpoint + " that is an https URL");
            }
        }
        JsonObject document = get(URI.create(metadata.getString("jwks_uri")), "");
        return new CompanyDirectory(metadata, keys(document));
    }

    /** What the issuer tells of the person whose access token this is (OpenID Connect Core §5.3). */
    JsonObject userInfo(URI endpoint, String accessToken) throws CompanyFault {
        return get(endpoint, accessToken);
    }

    /** Where the metadata is (OpenID Connect Discovery §4.1). */
    URI discovery() {
        return URI.create(config.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** Only keys for signatures by the algorithms we take; a set that also has others is no fault. */
    private static JwkKeys keys(JsonObject document) throws CompanyFault {
        JwkKeys.Builder usable = JwkKeys.builder();
        boolean any = false;
        if (document.get("keys") instanceof JsonArray array) {
            for (JsonValue value : array) {
                if (value instanceof JsonObject key && signing(key)) {
                    usable.addKey(Jwk.create(key));
                    any = true;
                }
            }
        }
        if (!any) {
            throw new CompanyFault("its key set has no key with a key id for one of the algorithms "
                    + CompanyTokenVerifier.ALGORITHMS.stream().sorted().toList());
        }
        return usable.build();
    }

    private static boolean signing(JsonObject key) {
        try {
            Jwk parsed = Jwk.create(key);
            return CompanyTokenVerifier.ALGORITHMS.contains(parsed.algorithm()) && parsed.keyId() != null
                    && Set.of("RSA", "EC").contains(parsed.keyType())
                    && parsed.usage().filter(usage -> !usage.equals(Jwk.USE_SIGNATURE)).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private JsonObject get(URI uri, String accessToken) throws CompanyFault {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(DEADLINE).header("Accept",
                "application/json");
        if (!accessToken.isEmpty()) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_SIZE));
        try {
            HttpResponse<byte[]> response = exchange.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new CompanyFault(uri + " answers with status " + response.statusCode());
            }
            try (JsonReader reader = Json.createReader(new ByteArrayInputStream(response.body()))) {
                return reader.readObject();
            }
        } catch (ExecutionException e) {
            throw new CompanyFault(uri + " does not answer" + (e.getCause() instanceof IOException io
                    && io.getMessage() != null ? " (" + io.getMessage() + ")" : ""), e);
        } catch (TimeoutException e) {
            throw new CompanyFault(uri + " does not answer within " + DEADLINE.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompanyFault("interrupted", e);
        } catch (CompanyFault e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CompanyFault(uri + " does not answer with a JSON object", e);
        } finally {
            exchange.cancel(true);
        }
    }
}
