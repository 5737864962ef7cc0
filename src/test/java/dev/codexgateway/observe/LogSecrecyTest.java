package dev.codexgateway.observe;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.UPSTREAM_KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.access.ApiKey;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.JdbcApiKeys;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.WireCaller;

/** No secret in any line, at the most talkative level and with no list of secrets to take out. */
class LogSecrecyTest {
    private static final String WRONG = "wrong-credential-4c1f9a77";
    private static final String PROMPT = "a-private-prompt-9f21d0aa";

    @Test
    void noSecretAppearsInAnyLine() throws IOException {
        List<String> secrets = new ArrayList<>(List.of(KEY, OTHER_KEY, UPSTREAM_KEY, WRONG, PROMPT));
        try (GatewayFixture gateway = GatewayFixture.start()) {
            secrets.add(createdKey(gateway));
            good(gateway, secrets.getLast());
            bad(gateway);
            signIn(gateway, secrets);
            faults(gateway);
            broken(gateway);
        }
        String id = UUID.randomUUID().toString();
        try (GatewayFixture first = GatewayFixture.builder().without("GATEWAY_API_KEY")
                .without("OAUTH_CLIENT_SECRET").without("GATEWAY_OWNER_PASSWORD").start()) {
            for (String line : Files.readAllLines(first.dataDirectory().resolve("first-run-credentials.txt"))) {
                secrets.add(line.substring(line.indexOf('=') + 1));
            }
            first.post("/jsonrpc", "{}", "X-API-Key", secrets.getLast(), "X-Request-Id", id);
        }

        assertThat(secrets).hasSize(14).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(15));
        List<String> lines = Files.readAllLines(GatewayFixture.LOG);
        assertThat(lines).anyMatch(line -> line.contains(id));
        assertThat(lines.stream().filter(line -> secrets.stream().anyMatch(line::contains))).isEmpty();
    }

    /** The whole flow, with the code and both tokens used again. */
    private static void signIn(GatewayFixture gateway, List<String> secrets) {
        String callback = "https://chatgpt.com/aip/g-abc123/oauth/callback";
        Map<String, String> request = Map.of("response_type", "code", "client_id", GatewayFixture.CLIENT,
                "redirect_uri", callback);
        String code = gateway.person().authorize(Person.encode(request), "owner", GatewayFixture.OWNER_PASSWORD)
                .callback().get("code");
        String exchange = Person
                .encode(Map.of("grant_type", "authorization_code", "client_id", GatewayFixture.CLIENT, "client_secret",
                        GatewayFixture.CLIENT_SECRET, "code", code, "redirect_uri", callback));
        String form = "application/x-www-form-urlencoded";
        JsonObject tokens = GatewayFixture.json(gateway.post("/oauth/token", exchange, "Content-Type", form).body());
        gateway.post("/jsonrpc", "{}", "Authorization", "Bearer " + tokens.getString("access_token"));
        gateway.post("/oauth/token", exchange, "Content-Type", form);
        gateway.post("/jsonrpc", "{}", "Authorization", "Bearer " + tokens.getString("access_token"));
        secrets.addAll(List.of(GatewayFixture.OWNER_PASSWORD, GatewayFixture.CLIENT_SECRET, code,
                tokens.getString("access_token"),
                tokens.getString("refresh_token")));
    }

    private static String createdKey(GatewayFixture gateway) {
        String key = ApiKey.generate().reveal();
        try (Database database = Database.open(gateway.gateway().settings().database())) {
            new JdbcApiKeys(database).create(new ApiKey("secret", CredentialHash.of(key), Scope.USUAL,
                    gateway.clock().instant(), Optional.empty(), Optional.empty()));
        }
        return key;
    }

    private static void good(GatewayFixture gateway, String created) {
        gateway.prompt("s", PROMPT);
        gateway.rpcAs(OTHER_KEY, "conversation.list", object());
        gateway.rpcAs(created, "conversation.prompt", object("prompt", PROMPT, "request_id", "r"));
        gateway.post("/jsonrpc", "[]", "Authorization", "Bearer " + KEY);
    }

    private static void bad(GatewayFixture gateway) {
        gateway.post("/jsonrpc", "{", "X-API-Key", WRONG);
        gateway.post("/jsonrpc", "{", "Authorization", "Bearer " + WRONG);
        gateway.post("/jsonrpc", "{", "Authorization", "Basic " + WRONG);
        gateway.post("/jsonrpc", "{", "X-API-Key", WRONG, "Authorization", "Bearer " + KEY);
        gateway.post("/jsonrpc?key=" + WRONG, "{\"a\":\"" + PROMPT, "X-API-Key", KEY);
        gateway.get("/" + WRONG + "?access_token=" + KEY);
        gateway.rpcError("conversation.prompt", object("prompt", PROMPT, "model", WRONG + "\n"));
        gateway.rpcError("conversation." + WRONG, object());
    }

    private static void faults(GatewayFixture gateway) {
        gateway.upstream().next(
                Answer.error(401, "invalid_api_key", "Incorrect API key provided: " + UPSTREAM_KEY),
                Answer.error(400, "bad", "You said " + PROMPT),
                Answer.failed("server_error"),
                Answer.text(PROMPT, "b").cutAfter(1),
                Answer.text(PROMPT, "b").malformedAfter(1),
                Answer.html(403, "<p>" + UPSTREAM_KEY + "</p>"));
        for (int i = 0; i < 6; i++) {
            gateway.rpc("conversation.prompt", object("prompt", PROMPT));
        }
    }

    private static void broken(GatewayFixture gateway) {
        for (String request : List.of("GET /" + WRONG + "|<> HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET / HTTP/1.0\r\nX-API-Key: " + KEY + "\r\n\r\n",
                WireCaller.rpc("X-Bad\0: " + WRONG) + "\r\n",
                WireCaller.rpc("Transfer-Encoding: chunked") + "\r\n" + WRONG + "\r\n",
                WireCaller.rpc("Content-Length: " + WRONG) + "\r\n")) {
            try (WireCaller caller = WireCaller.to(gateway)) {
                caller.send(request).receive();
            }
        }
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Content-Length: 1000") + "\r\n{\"prompt\":\"" + PROMPT).reset();
        }
    }
}
