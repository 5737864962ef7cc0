package dev.codexgateway.api.mcp;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Chromium;
import dev.codexgateway.testing.Command;
import dev.codexgateway.testing.FileHost;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.NodeProgram;
import dev.codexgateway.testing.NpmPackage;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.SelfSigned;
import dev.codexgateway.testing.Site;
import dev.codexgateway.testing.Visitor;

/** The official clients of MCP, both generations, against a running gateway: by an API key, and all the way of OAuth. */
class OfficialClientsIT {
    private static final String TOOLS = "codex_prompt codex_status codex_cancel codex_list";
    private static final Duration LIFE = Duration.ofHours(1);

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();
    private static Map<String, String> installed;
    private static GatewayFixture gateway;
    private static FileHost publisher;
    private static Site app;

    @BeforeAll
    static void start() throws Exception {
        installed = Map.of("SDK", NpmPackage.installed("@modelcontextprotocol/sdk@1.32.2").toString(), "CLIENT",
                NpmPackage.installed("@modelcontextprotocol/client@2.4.0").toString());
        SelfSigned certificate = SelfSigned.create();
        publisher = FileHost.startTls(certificate.server());
        app = Site.start();
        gateway = trusting(certificate.client());
        gateway.upstream().otherwise(OfficialClientsIT::answer);
    }

    @AfterAll
    static void stop() {
        Stream.of(gateway, publisher, app).filter(started -> started != null).forEach(OfficialClientsIT::close);
    }

    @Test
    void byAKeyEachAsksWatchesListsAndCallsOff() throws Exception {
        Command run = NodeProgram.run(Duration.ofMinutes(1), installed, NodeProgram.script("mcp/clients.mjs"),
                gateway.url("/mcp").toString(), KEY);

        assertThat(run.succeeded()).as(run.output()).isTrue();
        Map<String, JsonObject> visits = run.output().lines().filter(line -> line.startsWith("{"))
                .map(GatewayFixture::json)
                .collect(Collectors.toMap(visit -> visit.getString("client"), Function.identity()));
        assertThat(visits).containsOnlyKeys("sdk", "initializing", "stateless");
        assertThat(visits).extractingFromEntries(visit -> visit.getValue().getString("version"))
                .containsOnly("2025-11-25", "2026-07-28");
        assertThat(visits.get("stateless").getString("version")).isEqualTo("2026-07-28");
        assertThat(visits.values()).allSatisfy(visit -> {
            assertThat(visit.getString("server")).isEqualTo("codex-gateway");
            assertThat(visit.getJsonArray("tools").getValuesAs(JsonString::getString))
                    .containsExactly(TOOLS.split(" "));
            assertThat(visit.getString("content")).isEqualTo("one two three four");
            assertThat(visit.getBoolean("progressed")).isTrue();
            assertThat(visit.getInt("turns")).isEqualTo(1);
            assertThat(visit.getBoolean("listed")).isTrue();
            assertThat(visit.getBoolean("refused")).isTrue();
            assertThat(visit.getString("cancelled")).isEqualTo("was called off, cancelled");
        });
    }

    @ParameterizedTest
    @CsvSource({"sdk, false", "sdk, true", "client, false", "client, true"})
    void eachSignsInUsesToolsRefreshesAndIsRevoked(String generation, boolean describesItself) throws Exception {
        Browser browser = generation.equals("client") && describesItself ? new InChromium() : new OverHttp();
        String name = generation + "-" + describesItself;
        String id = publisher.https("/" + name + "/client.json");
        publish(id);
        String[] words = Stream.of(NodeProgram.script("mcp/chain.mjs"), generation, address("/mcp"),
                callback(name), describesItself ? id : "").filter(word -> !word.isEmpty()).toArray(String[]::new);

        try (browser; NodeProgram program = NodeProgram.start(installed, words)) {
            URI authorize = URI.create(program.awaitLine("AUTHORIZE "));
            assertThat(authorize.toString()).startsWith(address("/oauth/authorize?"))
                    .contains("code_challenge_method=S256", "resource=");
            assertThat(program.awaitLine("REFUSED ")).isEqualTo("UnauthorizedError");
            program.say(browser.consent(authorize, callback(name)));

            assertThat(program.awaitLine("CLIENT ")).satisfies(named -> assertThat(named.equals(id))
                    .isEqualTo(describesItself));
            assertThat(program.awaitLine("TOOLS ")).isEqualTo(TOOLS);
            assertThat(json(program.awaitLine("PROMPT ")).getString("content")).isEqualTo("Echo: a");
            int turns = json(program.awaitLine("STATUS ")).getInt("turns");
            JsonObject tokens = json(program.awaitLine("TOKENS "));

            gateway.clock().advance(LIFE.plusSeconds(1));
            program.say("go on");
            assertThat(json(program.awaitLine("STATUS ")).getInt("turns")).isEqualTo(turns);
            JsonObject refreshed = json(program.awaitLine("TOKENS "));
            assertThat(refreshed.getString("access_token")).isNotEqualTo(tokens.getString("access_token"));
            assertThat(refreshed.getString("refresh_token")).isNotEqualTo(tokens.getString("refresh_token"));

            browser.revoke();
            program.say("go on");
            assertThat(program.awaitLine("AUTHORIZE ")).startsWith(address("/oauth/authorize?"));
            assertThat(program.awaitLine("REVOKED ")).isEqualTo("UnauthorizedError");
            assertThat(program.awaitEnd()).isZero();
        }
    }

    private static String callback(String name) {
        return app.url("/" + name);
    }

    /** As clients know it. */
    private static String address(String path) {
        return gateway.gateway().publicUrl() + path;
    }

    private static void publish(String id) {
        String name = URI.create(id).getPath().split("/")[1];
        String document = object("client_id", id, "client_name", "An SDK", "redirect_uris",
                Json.createArrayBuilder().add(callback(name)).build()).toString();
        publisher.raw(URI.create(id).getPath(), "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + document.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + document);
    }

    /** A gateway that believes one more certificate, and may reach where it is shown. */
    private static GatewayFixture trusting(SSLContext context) throws Exception {
        SSLContext usual = SSLContext.getDefault();
        SSLContext.setDefault(context);
        try {
            return GatewayFixture.builder().with("OAUTH_CLIENT_METADATA_ALLOW_PRIVATE", "true").start();
        } finally {
            SSLContext.setDefault(usual);
        }
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(Recorded request) {
        return switch (request.userText()) {
            case "slow" -> Answer.text("one", " two", " three", " four").pause(Duration.ofMillis(600));
            case "endless" -> Answer.text("for", " ever").silentAfter(1);
            default -> Answer.text("Echo: ", request.userText());
        };
    }

    /** The person behind a client. */
    private interface Browser extends AutoCloseable {
        /** Where the client is called back, with what it is told. */
        String consent(URI authorize, String callback);

        void revoke();

        @Override
        void close();
    }

    private static final class OverHttp implements Browser {
        private final Person person = gateway.person();

        @Override
        public String consent(URI authorize, String callback) {
            Seen back = person.authorize(authorize.getRawQuery(), "owner", OWNER_PASSWORD);
            return back.location().orElseThrow(() -> new AssertionError(back.html()));
        }

        @Override
        public void revoke() {
            Seen account = person.open("/account");
            Seen after = person.submit(account.shows("/oauth/login")
                    ? person.signIn(account, "owner", OWNER_PASSWORD)
                    : account, "/account/revoke");
            assertThat(after.status()).as(after.html()).isEqualTo(200);
        }

        @Override
        public void close() {
            // Nothing is kept open.
        }
    }

    private static final class InChromium implements Browser {
        private final Visitor visitor = CHROMIUM.visitor(gateway);

        @Override
        public String consent(URI authorize, String callback) {
            visitor.page().navigate(authorize.toString());
            visitor.signIn("owner", OWNER_PASSWORD);
            // It is on this computer, where any program could be called back, and its metadata is on that host.
            assertThat(visitor.page().locator("main").innerText()).contains("127.0.0.1");
            visitor.press("Allow");
            visitor.sentBackTo(callback);
            assertThat(visitor.complaints()).isEmpty();
            return visitor.page().url();
        }

        @Override
        public void revoke() {
            visitor.page().navigate(address("/account"));
            if (visitor.path().equals("/oauth/login")) {
                visitor.signIn("owner", OWNER_PASSWORD);
            }
            visitor.page().locator("form[action='/account/revoke'] button").click();
            visitor.page().waitForLoadState();
        }

        @Override
        public void close() {
            visitor.close();
        }
    }
}
