package dev.codexgateway.access;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;

import io.helidon.security.Security;
import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.config.Secret;
import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.Requests;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;

/** Keys that were created by command, over HTTP: their scopes, their end and the limit on wrong ones. */
class CreatedKeysTest {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"conversation.list\"}";
    private static GatewayFixture gateway;
    private static Database database;
    private static JdbcApiKeys keys;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
        database = Database.open(gateway.gateway().settings().database());
        keys = new JdbcApiKeys(database);
    }

    @AfterAll
    static void stop() {
        database.close();
        gateway.close();
    }

    @Test
    void aKeyThatMayOnlyReadMayNotWrite() {
        String reader = create("reader", EnumSet.of(Scope.READ), Optional.empty());
        List<String> writing = List.of("conversation.prompt", "conversation.cancel", "conversation.delete");
        List<String> reading = List.of("conversation.status", "conversation.events", "conversation.list");
        JsonObject params = object("prompt", "a", "session_id", "s");

        for (String method : writing) {
            JsonObject error = gateway.rpcAs(reader, method, params).getJsonObject("error");
            assertThat(error.getInt("code")).isEqualTo(-32011);
            assertThat(error.getJsonObject("data").getString("type")).isEqualTo("insufficient-scope");
        }
        assertThat(reading).allSatisfy(method -> assertThat(gateway.rpcAs(reader, method, params).toString())
                .doesNotContain("-32011"));
    }

    @Test
    void aKeyThatMayOnlyWriteMayNotRead() {
        String writer = create("writer", EnumSet.of(Scope.WRITE), Optional.empty());

        assertThat(gateway.rpcAs(writer, "conversation.list", object()).getJsonObject("error").getInt("code"))
                .isEqualTo(-32011);
        assertThat(gateway.rpcAs(writer, "conversation.prompt", object("prompt", "a")).getJsonObject("result")
                .getString("status")).isEqualTo("completed");
    }

    @Test
    void anExpiredKeyIsRefused() {
        String guest = create("guest", Scope.USUAL, Optional.of(gateway.clock().instant().plusSeconds(60)));
        assertThat(list(gateway, guest, "").status()).isEqualTo(200);

        gateway.clock().advance(Duration.ofSeconds(60));

        Shapes.problem(list(gateway, guest, ""), 401, "unauthenticated");
    }

    @Test
    void aKeyThatWasRevokedBeforeItsFirstUseIsRefusedAtOnce() {
        String key = create("unused", Scope.USUAL, Optional.empty());
        keys.revoke("unused");

        Shapes.problem(list(gateway, key, ""), 401, "unauthenticated");
    }

    @Test
    void whatARouteNeedsIsSaidWith403() {
        Challenge challenge = new Challenge(() -> java.net.URI.create("https://gateway.example.com"));
        Security security = Security.builder().disableTracing()
                .addProvider(new GatewayAuthenticationProvider(
                        List.of(new ApiKeyVerifier(List.of(Secret.of(KEY)), keys, gateway.clock())),
                        new FailedCredentials(10), challenge), "gateway")
                .build();
        Access access = new Access(security, new ClientAddress(List.of()), challenge, Resource.API,
                (_, _) -> Admission.Leave.UNLIMITED);
        WebServer server = WebServer.builder().port(0).host("127.0.0.1").shutdownHook(false).routing(routing -> {
            Errors.register(routing);
            routing.addFilter(new Requests()::filter);
            routing.post("/jsonrpc", access.require(Scope.ADMIN, (_, response, _) -> response.send("administered")));
        }).build().start();
        try (WireCaller caller = WireCaller.to(server.port())) {
            Received answer = caller.send(WireCaller.rpc("Content-Length: 2") + "\r\n{}").receive();

            assertThat(Shapes.problem(answer, 403, "insufficient-scope").getString("scope")).isEqualTo("admin");
            assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer resource_metadata="
                    + "\"https://gateway.example.com/.well-known/oauth-protected-resource\", "
                    + "error=\"insufficient_scope\", scope=\"admin\"");
        } finally {
            server.stop();
        }
    }

    @Test
    void beyondTheLimitWrongOnesWaitAndRightOnesPass() {
        try (GatewayFixture limited = GatewayFixture.start()) {
            double before = limited.metric("rate_limited_total", "limit=\"failed-credentials-per-minute\"");
            for (int i = 0; i < 120; i++) {
                assertThat(list(limited, "wrong-" + i, "").status()).isEqualTo(401);
            }

            HttpResponse<String> refused = limited.post("/jsonrpc", LIST, "X-API-Key", "wrong");

            Shapes.problem(refused, 429, "too-many-requests");
            assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 60);
            assertThat(refused.headers().firstValue("WWW-Authenticate")).isEmpty();
            assertThat(limited.post("/jsonrpc", LIST, "X-API-Key", KEY).statusCode()).isEqualTo(200);
            assertThat(limited.post("/jsonrpc", LIST).statusCode()).isEqualTo(401);
            assertThat(limited.metric("rate_limited_total", "limit=\"failed-credentials-per-minute\""))
                    .isEqualTo(before + 1);
        }
    }

    private static String create(String name, Set<Scope> scopes, Optional<Instant> expires) {
        Secret key = ApiKey.generate();
        assertThat(keys.create(new ApiKey(name, CredentialHash.of(key.reveal()), scopes, gateway.clock().instant(),
                expires, Optional.empty()))).isTrue();
        return key.reveal();
    }

    private static Received list(GatewayFixture gateway, String key, String header) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            return caller.send("POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key + "\r\n" + header
                    + "Content-Length: " + LIST.length() + "\r\n\r\n" + LIST).receive();
        }
    }
}
