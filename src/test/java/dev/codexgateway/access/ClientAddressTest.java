package dev.codexgateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;

/** Whose address a request has, behind proxies and without. */
class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "none; 192.0.2.1; 127.0.0.1",
            "10.0.0.0/8; 192.0.2.1; 127.0.0.1",
            "127.0.0.1; 192.0.2.1; 192.0.2.1",
            "127.0.0.1; 192.0.2.9, 192.0.2.1; 192.0.2.1",
            "127.0.0.1 10.0.0.0/8; 192.0.2.9, 192.0.2.1, 10.1.1.1; 192.0.2.1",
            "127.0.0.1 10.0.0.0/8; 10.2.2.2, 10.1.1.1; 10.2.2.2",
            "127.0.0.1; 2001:db8::1; 2001:db8:0:0:0:0:0:1",
            "127.0.0.1; 192.0.2.9, unknown; 127.0.0.1",
            "127.0.0.1 10.0.0.0/8; 192.0.2.9, evil.example.com, 10.1.1.1; 10.1.1.1",
            "127.0.0.1; '192.0.2.9, '; 192.0.2.9",
            "127.0.0.1; 1; 127.0.0.1",
            "127.0.0.1; ''; 127.0.0.1"})
    void theFirstAddressFromTheEndThatIsNoTrustedProxysIsTheClients(String trusted, String forwarded, String expected) {
        ClientAddress addresses = new ClientAddress(
                List.of(trusted.split(" ")).stream().map(Network::parse).flatMap(Optional::stream).toList());

        assertThat(seen(addresses, "X-Forwarded-For: " + forwarded + "\r\n")).isEqualTo(expected);
    }

    @Test
    void repeatedHeadersAreReadAsOne() {
        ClientAddress addresses = new ClientAddress(List.of(Network.parse("127.0.0.1").orElseThrow()));

        assertThat(seen(addresses, "X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-For: 192.0.2.1\r\n"))
                .isEqualTo("192.0.2.1");
    }

    @Test
    void wrongCredentialsCountForTheClientOfATrustedProxyAndNotForTheProxy() {
        String yaml = "server:\n  trusted-proxies: [127.0.0.1]\nlimits:\n  failed-credentials-per-minute: 2\n";
        try (GatewayFixture gateway = GatewayFixture.builder().yaml(yaml).start()) {
            assertThat(wrong(gateway, "192.0.2.1")).isEqualTo(401);
            assertThat(wrong(gateway, "192.0.2.1")).isEqualTo(401);
            assertThat(wrong(gateway, "192.0.2.1")).isEqualTo(429);
            assertThat(wrong(gateway, "198.51.100.7, 192.0.2.1")).isEqualTo(429);
            assertThat(wrong(gateway, "192.0.2.2")).isEqualTo(401);
        }
    }

    @Test
    void withoutATrustedProxyNobodyCanSayThatHeIsAnother() {
        try (GatewayFixture gateway = GatewayFixture.builder()
                .yaml("limits:\n  failed-credentials-per-minute: 2\n").start()) {
            wrong(gateway, "192.0.2.1");
            wrong(gateway, "192.0.2.2");

            assertThat(wrong(gateway, "192.0.2.3")).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "none; gateway.example.com; ; gateway.example.com",
            "none; gateway.example.com:8443; ; gateway.example.com",
            "none; [::1]:8080; ; [::1]",
            "none; 127.0.0.1:8080; evil.example.com; 127.0.0.1",
            "127.0.0.1; backend:8080; gateway.example.com; gateway.example.com",
            "127.0.0.1; backend; 'evil.example.com, gateway.example.com:443'; gateway.example.com",
            "127.0.0.1; backend; '<b>'; none"})
    void theHostIsTheOneThatTheBrowserAsked(String trusted, String host, String forwarded, String expected) {
        ClientAddress addresses = new ClientAddress(
                List.of(trusted.split(" ")).stream().map(Network::parse).flatMap(Optional::stream).toList());
        String more = forwarded == null ? "" : "X-Forwarded-Host: " + forwarded + "\r\n";

        assertThat(told(request -> addresses.host(request).orElse("none"), host, more)).isEqualTo(expected);
    }

    private static int wrong(GatewayFixture gateway, String forwarded) {
        return gateway.post("/jsonrpc", "{}", "X-API-Key", "wrong", "X-Forwarded-For", forwarded).statusCode();
    }

    private static String seen(ClientAddress addresses, String headers) {
        return told(request -> addresses.of(request).getHostAddress(), "localhost", headers);
    }

    private static String told(Function<ServerRequest, String> question, String host, String headers) {
        WebServer server = WebServer.builder().port(0).host("127.0.0.1").shutdownHook(false)
                .routing(routing -> routing.get("/", (request, response) -> response.send(question.apply(request))))
                .build().start();
        try (WireCaller caller = WireCaller.to(server.port())) {
            return caller.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n").receive().text();
        } finally {
            server.stop();
        }
    }
}
