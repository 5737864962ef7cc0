package dev.codexgateway.connect;

import static dev.codexgateway.connect.ConnectVisit.line;
import static dev.codexgateway.pages.ConnectPage.State.BAD;
import static dev.codexgateway.pages.ConnectPage.State.GOOD;
import static dev.codexgateway.pages.ConnectPage.State.WAITING;
import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.json;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.testing.Concurrently;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;
import dev.codexgateway.testing.Ports;
import dev.codexgateway.testing.ScriptedUpstream;
import dev.codexgateway.testing.SelfSigned;

/** The checklist of the connect page, each line good and bad for a real reason. */
class ChecklistOverHttpTest {
    private static final String CALLBACK = "https://chatgpt.com/aip/g-abc123/oauth/callback";
    private static final String CHECKS = "/connect/checks";

    @Test
    void aTrialOnOnesOwnMachineIsToldOfWhatChatGptCannotReach() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.PUBLIC_URL, BAD, "loopback"),
                    line(Kind.ROOT_DOMAIN, BAD, "other-host", "127.0.0.1"), line(Kind.SCHEMA, WAITING, "unreachable"),
                    line(Kind.CLIENT_SECRET, GOOD, "good"), line(Kind.UPSTREAM_KEY, GOOD, "good"),
                    line(Kind.CALLBACK, WAITING, "waiting"), line(Kind.FIRST_SIGN_IN, WAITING, "waiting"),
                    line(Kind.FIRST_CALL, WAITING, "waiting"));
        }
    }

    @Test
    void theFragmentIsTheChecklistOfThePage() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = ConnectVisit.owner(gateway);

            String fragment = owner.open(CHECKS).html();

            assertThat(fragment).doesNotContain("<html").contains("<li>");
            assertThat(owner.open("/connect").html()).contains(fragment.strip());
        }
    }

    @ParameterizedTest
    @CsvSource({"https://10.1.2.3, private-address, 10.1.2.3", "https://gateway.invalid, unknown-host, ''",
            "https://gateway.example.com:8443, port, ''"})
    void aPublicUrlThatChatGptCannotUseIsToldOf(String publicUrl, String reason, String detail) {
        try (GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", publicUrl).start()) {
            assertThat(behindTls(gateway)).contains(line(Kind.PUBLIC_URL, BAD, reason, detail));
        }
    }

    @Test
    void aPublicUrlThatHangsDelaysThePageNoLongerThanItsBound() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                PublicHost host = PublicHost.at(silent.getLocalPort());
                GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", host.url()).start()) {
            String session = sessionBehindTls(gateway);
            long start = System.nanoTime();

            String list = gateway.get(CHECKS, "Cookie", session).body();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(3),
                    Duration.ofSeconds(6));
            assertThat(list).contains(line(Kind.PUBLIC_URL, BAD, "no-answer"));
        }
    }

    @Test
    void aPublicUrlWithACertificateThatNobodySignedIsToldOf() throws Exception {
        try (ScriptedUpstream tls = ScriptedUpstream.startTls(SelfSigned.create().server());
                PublicHost host = PublicHost.at(tls.baseUrl().getPort());
                GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", host.url()).start()) {
            assertThat(behindTls(gateway)).contains(line(Kind.PUBLIC_URL, BAD, "certificate"));
        }
    }

    @Test
    void aPublicUrlThatLeadsToAnotherServiceIsToldOf() {
        SelfSigned certificate = SelfSigned.createFor("IP:" + PublicHost.ADDRESS);
        try (ScriptedUpstream other = ScriptedUpstream.startTls(certificate.server());
                PublicHost host = PublicHost.at(other.baseUrl().getPort(), certificate.client());
                GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", host.url()).start()) {
            assertThat(behindTls(gateway)).contains(line(Kind.PUBLIC_URL, BAD, "other-service"));
        }
    }

    @Test
    void aGatewayBehindATlsProxyIsReachableAndItsSchemaGood() {
        SelfSigned certificate = SelfSigned.createFor("IP:" + PublicHost.ADDRESS);
        int port = Ports.unused();
        try (TlsProxy proxy = TlsProxy.of(certificate.server(), port);
                PublicHost host = PublicHost.at(proxy.port(), certificate.client());
                GatewayFixture gateway = GatewayFixture.builder().with("PORT", Integer.toString(port))
                        .with("PUBLIC_URL", host.url()).start()) {
            assertThat(behindTls(gateway)).contains(line(Kind.PUBLIC_URL, GOOD, "good"),
                    line(Kind.SCHEMA, GOOD, "good"));
        }
    }

    @Test
    void aPublicUrlThatLeadsToAnotherGatewayIsToldOf() {
        SelfSigned certificate = SelfSigned.createFor("IP:" + PublicHost.ADDRESS);
        try (GatewayFixture another = GatewayFixture.start();
                TlsProxy proxy = TlsProxy.of(certificate.server(), another.gateway().port());
                PublicHost host = PublicHost.at(proxy.port(), certificate.client());
                GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", host.url()).start()) {
            assertThat(behindTls(gateway)).contains(line(Kind.PUBLIC_URL, BAD, "other-service"),
                    line(Kind.SCHEMA, BAD, "different"));
        }
    }

    @Test
    void aPublicUrlWithoutTlsIsToldOf() {
        try (GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", "http://gateway.example.com")
                .start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.PUBLIC_URL, BAD, "not-https"),
                    line(Kind.SCHEMA, BAD, "not-importable"));
        }
    }

    @Test
    void thePageOpenedAtThePublicHostIsOfThatRootDomain() {
        try (GatewayFixture gateway = GatewayFixture.builder().with("PUBLIC_URL", "http://127.0.0.1:9").start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.ROOT_DOMAIN, GOOD, "good"));
        }
    }

    @Test
    void twoSecretsAreToldOfUntilOneIsDropped() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = gateway.person();
            Seen made = owner.submit(ConnectVisit.signIn(owner), "/connect/secret");
            assertThat(made.html()).contains(line(Kind.CLIENT_SECRET, WAITING, "two"));

            Seen dropped = owner.submit(made, "/connect/secret/drop-older");

            assertThat(dropped.html()).contains(line(Kind.CLIENT_SECRET, GOOD, "good"));
        }
    }

    @Test
    void aMissingUpstreamKeyIsToldOf() {
        try (GatewayFixture gateway = GatewayFixture.builder().without("OPENAI_API_KEY").start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.UPSTREAM_KEY, BAD, "missing"));
            assertThat(gateway.upstream().requests()).isEmpty();
        }
    }

    @Test
    void anUpstreamThatDoesNotAnswerIsToldOf() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            gateway.upstream().refuse();

            assertThat(ConnectVisit.signIn(gateway.person()).html())
                    .contains(line(Kind.UPSTREAM_KEY, BAD, "no-answer", "connect"));
        }
    }

    @ParameterizedTest
    @CsvSource({"401, refused, ''", "403, refused, ''", "404, wrong-path, ''", "503, no-answer, status 503"})
    void anUpstreamThatRefusesIsToldOf(int status, String reason, String detail) throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        refusing.start();
        try (GatewayFixture gateway = GatewayFixture.builder()
                .with("OPENAI_BASE_URL", "http://127.0.0.1:" + refusing.getAddress().getPort() + "/v1").start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html())
                    .contains(line(Kind.UPSTREAM_KEY, BAD, reason, detail));
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void manyPagesThatLookAtOnceCostOneProbe() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = gateway.person();
            ConnectVisit.signIn(owner);
            gateway.clock().advance(Duration.ofMinutes(1));
            long before = probes(gateway);

            assertThat(Concurrently.call(20, () -> owner.open(CHECKS).status())).containsOnly(200);

            assertThat(probes(gateway) - before).isEqualTo(1);
        }
    }

    @Test
    void aGoodProbeIsRememberedForAMinuteAndABadOneForSeconds() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = ConnectVisit.owner(gateway);
            gateway.upstream().refuse();
            gateway.clock().advance(Duration.ofSeconds(59));
            assertThat(owner.open(CHECKS).html()).contains(line(Kind.UPSTREAM_KEY, GOOD, "good"));
            gateway.clock().advance(Duration.ofSeconds(1));
            assertThat(owner.open(CHECKS).html()).contains(line(Kind.UPSTREAM_KEY, BAD, "no-answer", "connect"));

            gateway.upstream().listen();
            gateway.clock().advance(Duration.ofSeconds(5));

            assertThat(owner.open(CHECKS).html()).contains(line(Kind.UPSTREAM_KEY, GOOD, "good"));
        }
    }

    @Test
    void theWayToTheFirstCallIsToldStepByStep() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = ConnectVisit.owner(gateway);

            Map<String, String> code = owner.authorize(query(), "owner", OWNER_PASSWORD).callback();
            assertThat(owner.open(CHECKS).html()).contains(line(Kind.CALLBACK, GOOD, "good", "1"),
                    line(Kind.FIRST_SIGN_IN, WAITING, "waiting"), line(Kind.FIRST_CALL, WAITING, "waiting"));

            String token = token(gateway, code.get("code"));
            assertThat(owner.open(CHECKS).html()).contains(line(Kind.FIRST_SIGN_IN, GOOD, "good"),
                    line(Kind.FIRST_CALL, WAITING, "waiting"));

            assertThat(gateway.post("/jsonrpc", call("conversation.list", object()), "Authorization", "Bearer " + token)
                    .statusCode()).isEqualTo(200);
            assertThat(owner.open(CHECKS).html()).contains(line(Kind.FIRST_CALL, GOOD, "good"));
        }
    }

    @Test
    void aTokenThatIsForAnotherResourceMakesNoFirstCall() {
        try (GatewayFixture gateway = GatewayFixture.start()) {
            Person owner = ConnectVisit.owner(gateway);
            String resource = "&resource=" + encoded(gateway.gateway().publicUrl() + "/mcp");
            String token = token(gateway, owner.authorize(query() + resource, "owner", OWNER_PASSWORD).callback()
                    .get("code"));

            assertThat(gateway.post("/jsonrpc", call("conversation.list", object()), "Authorization", "Bearer " + token)
                    .statusCode()).isEqualTo(401);

            assertThat(owner.open(CHECKS).html()).contains(line(Kind.FIRST_SIGN_IN, GOOD, "good"),
                    line(Kind.FIRST_CALL, WAITING, "waiting"));
        }
    }

    @Test
    void aCallbackThatTheConfigurationNamesIsApproved() {
        try (GatewayFixture gateway = GatewayFixture.builder()
                .with("OAUTH_REDIRECT_URIS", CALLBACK + ",https://app.example.com/cb").start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.CALLBACK, GOOD, "good", "1"));
        }
    }

    @Test
    void trialModeIsToldOf() {
        try (GatewayFixture gateway = GatewayFixture.builder().with("OAUTH_AUTO_APPROVE", "true").start()) {
            assertThat(ConnectVisit.signIn(gateway.person()).html()).contains(line(Kind.CALLBACK, BAD, "auto-approve"));
        }
    }

    private static long probes(GatewayFixture gateway) {
        return gateway.upstream().requests().stream().filter(request -> request.path().equals("/v1/models")).count();
    }

    private static String query() {
        return "response_type=code&client_id=" + CLIENT + "&scope=&redirect_uri=" + encoded(CALLBACK);
    }

    private static String token(GatewayFixture gateway, String code) {
        HttpResponse<String> response = gateway.post("/oauth/token",
                Person.encode(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK,
                        "client_id", CLIENT, "client_secret", CLIENT_SECRET)),
                "Content-Type", "application/x-www-form-urlencoded");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body()).getString("access_token");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The checklist of a gateway whose cookies are for TLS alone, which a browser would not send here. */
    private static String behindTls(GatewayFixture gateway) {
        return gateway.get(CHECKS, "Cookie", sessionBehindTls(gateway)).body();
    }

    private static String sessionBehindTls(GatewayFixture gateway) {
        HttpResponse<String> login = gateway.get("/oauth/login");
        String mark = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        Matcher token = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"").matcher(login.body());
        assertThat(token.find()).isTrue();
        HttpResponse<String> signedIn = gateway.send(gateway.request("/oauth/login", "Content-Type",
                "application/x-www-form-urlencoded", "Cookie", mark)
                .POST(HttpRequest.BodyPublishers.ofString(Person.encode(
                        Map.of("csrf", token.group(1), "username", "owner", "password", OWNER_PASSWORD))))
                .build());
        String session = signedIn.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
        return mark + "; " + session;
    }
}
