package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.CALLBACK;
import static dev.codexgateway.oauth.TokenCalls.CHALLENGE;
import static dev.codexgateway.oauth.TokenCalls.encoded;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.json.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** What strangers cannot do by describing or registering clients, on a gateway as it comes. */
class StrangersClientTest {
    private static GatewayFixture gateway;
    private static TokenCalls calls;

    @BeforeAll
    static void start() {
        gateway = TokenCalls.gateway().yaml("server:\n  trusted-proxies: 127.0.0.1\n").start();
        calls = new TokenCalls(gateway);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void later() {
        gateway.clock().advance(Duration.ofMinutes(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:%d/c", "https://127.0.0.1:%d/c", "https://localhost:%d/c",
            "http://localhost:%d/c", "https://[::1]:%d/c", "http://[::ffff:127.0.0.1]:%d/c", "http://2130706433:%d/c",
            "http://0x7f000001:%d/c", "http://0177.0.0.1:%d/c", "http://127.1:%d/c", "HTTP://127.0.0.1:%d/c"})
    void noServiceInsideIsReached(String address) {
        try (FileHost inside = FileHost.start()) {
            String id = address.formatted(inside.port());

            Seen refused = gateway.person().open(authorize(id));

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.html()).doesNotContain("127.0.0.1", "Exception");
            assertThat(inside.acceptedConnections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/c", "https://localhost/c", "https://10.0.0.1/c", "https://192.168.0.1/c",
            "https://169.254.169.254/latest/meta-data", "https://[::1]/c", "https://[fd00:ec2::254]/c",
            "https://[::ffff:10.0.0.1]/c", "https://[64:ff9b::a00:1]/c", "https://[2002:a00:1::]/c",
            "https://2130706433/c", "https://0x7f000001/c", "https://017700000001/c", "https://127.1/c",
            "https://0.0.0.0/c", "https://metadata.google.internal/c", "file:///etc/passwd", "gopher://127.0.0.1/c",
            "https://localhost:22/c"})
    void noAddressInsideIsAClientWhateverItsForm(String id) {
        Seen refused = gateway.person().open(authorize(id));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.location()).isEmpty();
        assertThat(refused.html()).doesNotContain("Exception", "dev.codexgateway");
    }

    @Test
    void theTokenEndpointFetchesForNobody() {
        try (FileHost inside = FileHost.start()) {
            String id = encoded(inside.http("/c"));
            TokenCalls.assertRefused(
                    calls.form("/oauth/token", "grant_type=refresh_token&refresh_token=x&client_id=" + id),
                    401, "invalid_client");
            assertThat(inside.acceptedConnections()).isZero();
        }
    }

    @Test
    void aStrangerWhoNamesManyAddressesIsSoonRefused() {
        String asker = "203.0.113.9";
        for (int i = 0; i < FetchLimits.PER_ASKER; i++) {
            assertThat(from(asker, "https://10.0.0." + i + "/c")).isEqualTo(400);
        }

        assertThat(from(asker, "https://10.0.1.1/c")).isEqualTo(429);
        assertThat(from("203.0.113.10", "https://10.0.1.2/c")).isEqualTo(400);
        assertThat(calls.<Integer>onDatabase(database -> (int) new JdbcClients(database).list().stream()
                .filter(Client::describesItself).count())).as("and has filled nothing").isZero();
    }

    @Test
    void registeredNamesDoNotPose() {
        String id = calls.registered("client_name", "ChatGPT").getString("client_id");
        Seen consent = gateway.person().open(authorize(id));
        assertThat(consent.html()).doesNotContain("ChatGPT");

        var person = gateway.person();
        consent = person.signIn(person.open(authorize(id)), "owner", OWNER_PASSWORD);
        assertThat(consent.html()).contains("Allow app.example.com to use", "calls itself “ChatGPT”", "caution");
    }

    @Test
    void theRealOnesAreKnownByWhereTheyAre() {
        for (String[] known : new String[][]{{"https://chatgpt.com/connector_platform_oauth_redirect", "ChatGPT"},
                {"https://chatgpt.com/connector/oauth/abc", "ChatGPT"},
                {"https://claude.ai/api/mcp/auth_callback", "Claude"},
                {"https://claude.com/api/mcp/auth_callback", "Claude"}}) {
            assertThat(consent("x", known[0]).html())
                    .contains("Allow " + known[1] + " to use Codex Gateway?");
        }
    }

    /** Its callback has the form that Codex has. */
    @Test
    void aProgramOnThisComputerIsNotCalledByAKnownName() {
        assertThat(consent("x", "http://127.0.0.1:4711/callback/4-bzS8rt42zJ").html())
                .contains("Allow an app on this computer to use", "calls itself “x”", "caution")
                .doesNotContain("Codex CLI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:4711/cb", "com.acme.app:/cb"})
    @Tag("rfc8252-8.6")
    void aProgramOnThisComputerIsAskedForEachTime(String callback) {
        String address = authorize(registered("An app", callback), callback);
        Person person = gateway.person();
        Seen consent = person.signIn(person.open(address), "owner", OWNER_PASSWORD);
        assertThat(consent.html()).contains("any program here can pose as it");
        assertThat(person.submit(consent, "/oauth/consent", "decision", "allow").callback()).containsKey("code");

        assertThat(person.open(address).shows("/oauth/consent")).isTrue();
    }

    /** What a person is asked for a client that has just registered. */
    private static Seen consent(String name, String callback) {
        Person person = gateway.person();
        return person.signIn(person.open(authorize(registered(name, callback), callback)), "owner", OWNER_PASSWORD);
    }

    private static String registered(String name, String callback) {
        return calls.registered("client_name", name, "redirect_uris",
                Json.createArrayBuilder().add(callback).build()).getString("client_id");
    }

    private static int from(String address, String id) {
        return gateway.get(authorize(id), "X-Forwarded-For", address).statusCode();
    }

    private static String authorize(String id) {
        return authorize(id, CALLBACK);
    }

    private static String authorize(String id, String callback) {
        return "/oauth/authorize?response_type=code&client_id=" + encoded(id) + "&redirect_uri=" + encoded(callback)
                + CHALLENGE;
    }
}
