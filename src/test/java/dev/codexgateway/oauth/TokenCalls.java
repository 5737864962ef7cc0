package dev.codexgateway.oauth;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonObject;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** What clients and the people behind them send to one gateway, and how they are answered. */
final class TokenCalls {
    static final String CALLBACK = "https://app.example.com/cb";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static final String CHALLENGE = "&code_challenge_method=S256&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    static final String OWN_CREDENTIALS = "client_id=" + CLIENT + "&client_secret=" + CLIENT_SECRET;

    private final GatewayFixture gateway;
    private final Person owner;

    TokenCalls(GatewayFixture gateway) {
        this.gateway = gateway;
        this.owner = gateway.person();
    }

    /** A gateway whose configured client can be called back at {@link #CALLBACK}. */
    static GatewayFixture.Builder gateway() {
        return GatewayFixture.builder().with("OAUTH_REDIRECT_URIS", CALLBACK);
    }

    /** A code that the owner gave a client for {@link #CALLBACK}. */
    String code(String clientId, String more) {
        return code(owner, clientId, more, "owner", OWNER_PASSWORD);
    }

    static String code(Person person, String clientId, String more, String name, String password) {
        Seen back = person.authorize("response_type=code&client_id=" + clientId + "&redirect_uri=" + encoded(CALLBACK)
                + more, name, password);
        return Optional.ofNullable(back.callback().get("code")).orElseThrow();
    }

    static String exchange(String code) {
        return "grant_type=authorization_code&code=" + code + "&redirect_uri=" + encoded(CALLBACK);
    }

    /** What the configured client gets for a code of the owner's. */
    JsonObject tokens() {
        return tokens("");
    }

    JsonObject tokens(String more) {
        return granted(exchange(code(CLIENT, more)) + "&" + OWN_CREDENTIALS);
    }

    JsonObject granted(String form) {
        HttpResponse<String> response = form("/oauth/token", form);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body());
    }

    HttpResponse<String> refresh(JsonObject tokens) {
        return form("/oauth/token", "grant_type=refresh_token&refresh_token=" + tokens.getString("refresh_token") + "&"
                + OWN_CREDENTIALS);
    }

    HttpResponse<String> form(String path, String form, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-www-form-urlencoded";
        return gateway.post(path, form, all);
    }

    JsonObject registered(Object... more) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("redirect_uris", Json.createArrayBuilder().add(CALLBACK).build());
        for (int i = 0; i < more.length; i += 2) {
            metadata.put((String) more[i], more[i + 1]);
        }
        HttpResponse<String> response = gateway.post("/oauth/register",
                object(metadata.entrySet().stream()
                        .flatMap(e -> Stream.of(e.getKey(), e.getValue())).toArray()).toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response.body());
    }

    /** Another confidential client, made as the command line does. */
    String added(String secret) {
        String id = "client-" + UUID.randomUUID().toString().substring(0, 8);
        onDatabase(database -> new JdbcClients(database).add(new Client(id, "Another", Client.Kind.ADDED,
                Optional.of(CredentialHash.of(secret)), Optional.empty(), List.of(CALLBACK),
                gateway.clock().instant())));
        return id;
    }

    /** What another process does on the gateway's database. */
    <T> T onDatabase(Function<Database, T> work) {
        try (Database database = Database.open(gateway.gateway().settings().database())) {
            return work.apply(database);
        }
    }

    /** The status with which a call with this access token is answered. */
    int knock(JsonObject tokens) {
        return rpc(tokens, "conversation.list", object()).statusCode();
    }

    HttpResponse<String> rpc(JsonObject tokens, String method, JsonObject params) {
        return gateway.post("/jsonrpc", call(method, params), "Authorization",
                "Bearer " + tokens.getString("access_token"));
    }

    boolean active(String token) {
        return json(form("/oauth/introspect", "token=" + token + "&" + OWN_CREDENTIALS).body()).getBoolean("active");
    }

    static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A refusal in the shape of RFC 6749 §5.2, which tells nothing of our inside and is kept by nobody. */
    static void assertRefused(HttpResponse<String> response, int status, String error) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.headers().allValues("Cache-Control")).containsExactly("no-store");
        JsonObject body = json(response.body());
        assertThat(body.getString("error")).isEqualTo(error);
        assertThat(body.getString("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+")
                .doesNotContain("Exception", "dev.codexgateway", "SQL");
        assertThat(body).hasSize(2);
    }
}
