package dev.codexgateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.SelfSigned;
import dev.codexgateway.testing.Tunnel;

/** What is found at the public URL, over TLS that is real: a proxy leads the public host to this machine. */
class PublicUrlTest {
    private static final String HOST = "gateway.example.com";
    private static final URI PUBLIC = URI.create("https://" + HOST);
    private static final String OURS = "{\"openapi\":\"3.1.0\"}";
    private static final String PUBLIC_ADDRESS = "203.0.113.7";
    private static final AtomicReference<HttpHandler> ANSWER = new AtomicReference<>();
    private static SelfSigned certificate;
    private static HttpsServer server;
    private static Tunnel tunnel;

    @BeforeAll
    static void start() throws Exception {
        certificate = SelfSigned.createFor("DNS:" + HOST);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
        server.createContext("/", exchange -> ANSWER.get().handle(exchange));
        server.start();
        tunnel = Tunnel.to(server.getAddress().getPort());
    }

    @AfterAll
    static void stop() {
        tunnel.close();
        server.stop(0);
    }

    @Test
    void ourDocumentIsOurs() {
        ANSWER.set(exchange -> send(exchange, exchange.getRequestURI().getPath().equals("/openapi.json") ? 200 : 404,
                OURS));

        assertThat(look(certificate.client(), tunnel)).isEqualTo(new Reached.Ours());
    }

    @Test
    void anotherDocumentIsNot() {
        ANSWER.set(exchange -> send(exchange, 200, OURS + " "));

        assertThat(look(certificate.client(), tunnel)).isEqualTo(new Reached.Different());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 404, 500, 503})
    void anotherStatusIsAnotherService(int status) {
        ANSWER.set(exchange -> {
            exchange.getResponseHeaders().set("Location", "https://" + HOST + "/openapi.json?again");
            send(exchange, status, OURS);
        });

        assertThat(look(certificate.client(), tunnel)).isEqualTo(new Reached.Failed("other-service"));
    }

    @Test
    void anAnswerWithoutEndIsAnotherService() {
        ANSWER.set(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 20];
            for (int i = 0; i < 6; i++) {
                exchange.getResponseBody().write(much);
            }
            exchange.close();
        });

        assertThat(look(certificate.client(), tunnel)).isEqualTo(new Reached.Failed("other-service"));
    }

    @Test
    void aCertificateThatNobodySignedIsNotTrusted() throws Exception {
        ANSWER.set(exchange -> send(exchange, 200, OURS));

        assertThat(look(SSLContext.getDefault(), tunnel)).isEqualTo(new Reached.Failed("certificate"));
    }

    @Test
    void aCertificateForAnotherHostIsNotTrusted() {
        ANSWER.set(exchange -> send(exchange, 200, OURS));

        assertThat(look(URI.create("https://other.example.com"), certificate.client(), tunnel))
                .isEqualTo(new Reached.Failed("certificate"));
    }

    @Test
    void whoRefusesConnectionsDoesNotAnswer() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (Tunnel nowhere = Tunnel.to(closed)) {
            assertThat(look(certificate.client(), nowhere)).isEqualTo(new Reached.Failed("no-answer"));
        }
    }

    @Test
    void whoHangsIsNotWaitedFor() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                Tunnel hanging = Tunnel.to(silent.getLocalPort())) {
            long start = System.nanoTime();

            assertThat(look(certificate.client(), hanging)).isEqualTo(new Reached.Failed("no-answer"));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Remembered.BOUND);
        }
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:8080, loopback", "https://localhost, loopback", "http://127.0.0.1:8080, loopback",
            "https://127.1.2.3, loopback", "https://[::1], loopback", "http://gateway.example.com, not-https",
            "http://gateway.example.com:8443, not-https", "https://gateway.example.com:8443, port"})
    void whatTheUrlAloneTellsIsSaidWithoutACall(URI url, String reason) {
        ANSWER.set(exchange -> send(exchange, 200, OURS));

        assertThat(look(url, certificate.client(), tunnel)).isEqualTo(new Reached.Failed(reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "127.0.0.1",
            "0.0.0.0", "fd00:0:0:0:0:0:0:1", "fe80:0:0:0:0:0:0:1"})
    void aPrivateAddressIsToldOf(String address) {
        assertThat(resolved(PUBLIC_ADDRESS, address)).isEqualTo(new Reached.Failed("private-address", address));
    }

    @Test
    void aHostThatLeadsNowhereIsUnknown() {
        PublicUrl url = new PublicUrl(() -> PUBLIC, PublicUrlTest::ours, host -> {
            throw new UnknownHostException(host);
        }, client(certificate.client(), tunnel));

        assertThat(url.look()).isEqualTo(new Reached.Failed("unknown-host"));
    }

    @Test
    void port443MayBeWritten() {
        ANSWER.set(exchange -> send(exchange, 200, OURS));

        assertThat(look(URI.create(PUBLIC + ":443"), certificate.client(), tunnel)).isEqualTo(new Reached.Ours());
    }

    private static Reached look(SSLContext trust, Tunnel through) {
        return look(PUBLIC, trust, through);
    }

    private static Reached look(URI url, SSLContext trust, Tunnel through) {
        return new PublicUrl(() -> url, PublicUrlTest::ours, _ -> addresses(PUBLIC_ADDRESS), client(trust, through))
                .look();
    }

    private static Reached resolved(String... addresses) {
        return new PublicUrl(() -> PUBLIC, PublicUrlTest::ours, _ -> addresses(addresses),
                client(certificate.client(), tunnel)).look();
    }

    private static HttpClient client(SSLContext trust, Tunnel through) {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trust).proxy(through.proxy())
                .build();
    }

    private static InetAddress[] addresses(String... literals) {
        return Arrays.stream(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }

    private static byte[] ours() {
        return OURS.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String body) {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
