package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.access.Resource;
import dev.codexgateway.store.JdbcGrants;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.Person.Seen;

/** The OAuth clients of the official MCP SDKs, unchanged, sign in for {@code /mcp}: they find, register, ask, exchange, refresh. */
class SdkSignInIT {
    private static final String SCRIPT = Path.of("src/test/resources/mcp/sign-in.mjs").toAbsolutePath().toString();
    private static Path modules;
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() throws Exception {
        modules = NodeProgram.installed("mcp-sdk", "@modelcontextprotocol/sdk@1.32.2",
                "@modelcontextprotocol/client@2.4.0");
        gateway = TokenCalls.gateway().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"@modelcontextprotocol/sdk/client/auth.js, false", "@modelcontextprotocol/sdk/client/auth.js, true",
            "@modelcontextprotocol/client, false", "@modelcontextprotocol/client, true"})
    void anSdkSignsIn(String sdk, boolean describesItself) throws Exception {
        String issuer = gateway.gateway().publicUrl().toString();
        try (DescribedClient client = new DescribedClient().publish()) {
            Map<String, String> environment = new HashMap<>(Map.of("MODULES", modules.toString(), "SDK", sdk, "SERVER",
                    issuer + "/mcp", "CALLBACK", CALLBACK));
            if (describesItself) {
                environment.put("CLIENT_ID", client.id());
            }
            try (NodeProgram program = NodeProgram.start(environment, "node", SCRIPT)) {
                URI authorize = URI.create(program.awaitLine("AUTHORIZE "));
                assertThat(authorize.toString()).startsWith(issuer + "/oauth/authorize?");
                Seen back = gateway.person().authorize(authorize.getRawQuery(), "owner", OWNER_PASSWORD);
                program.say(back.location().orElseThrow(() -> new AssertionError(back.html())));

                assertThat(program.awaitLine("SECOND ")).isEqualTo("AUTHORIZED");
                String id = program.awaitLine("CLIENT ");
                JsonObject tokens = json(program.awaitLine("TOKENS "));
                assertThat(program.awaitLine("THIRD ")).isEqualTo("AUTHORIZED");
                JsonObject refreshed = json(program.awaitLine("REFRESHED "));

                assertThat(id).satisfies(named -> assertThat(named.equals(client.id())).isEqualTo(describesItself));
                assertThat(refreshed.getString("refresh_token")).isNotEqualTo(tokens.getString("refresh_token"));
                assertThat(opens(refreshed, Resource.MCP)).isTrue();
                assertThat(opens(refreshed, Resource.API)).isFalse();
                assertThat(program.awaitEnd()).isZero();
            }
        }
    }

    private static boolean opens(JsonObject tokens, Resource resource) {
        return calls.onDatabase(database -> new AccessTokenVerifier(new JdbcGrants(database), gateway.clock())
                .verify(tokens.getString("access_token"), resource).isPresent());
    }
}
