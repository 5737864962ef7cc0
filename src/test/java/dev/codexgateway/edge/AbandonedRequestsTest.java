package dev.codexgateway.edge;

import static dev.codexgateway.testing.GatewayFixture.call;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import io.helidon.webserver.WebServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;

/** Callers who go away, or fall silent, in the middle. */
class AbandonedRequestsTest {
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTurnCompletesThoughItsCallerWentAway() {
        CountDownLatch gate = new CountDownLatch(1);
        int asked = gateway.upstream().requests().size();
        gateway.upstream().next(Answer.text("still ", "here").gate(gate));
        String body = call("conversation.prompt", object("prompt", "a", "session_id", "left"));
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.rpc("Content-Length: " + body.length()) + "\r\n" + body);
            gateway.upstream().awaitRequest(asked, Duration.ofSeconds(5));
            caller.reset();
        }
        gate.countDown();

        String content = "";
        for (long end = System.nanoTime() + 5_000_000_000L; content.isEmpty() && System.nanoTime() < end;) {
            var status = gateway.rpc("conversation.status", object("session_id", "left"));
            content = status.getString("status").equals("completed")
                    ? status.getJsonObject("turn").getString("content")
                    : "";
        }
        assertThat(content).isEqualTo("still here");
    }

    @Test
    void callersWhoGoAwayInTheirBodyLeaveNothingButTheirRequestIds() throws Exception {
        String id = UUID.randomUUID().toString();
        for (int i = 0; i < 20; i++) {
            try (WireCaller caller = WireCaller.to(gateway)) {
                caller.send(WireCaller.rpc("Content-Length: 100000", "X-Request-Id: " + id) + "\r\n{\"jsonrpc\":");
                if (i % 2 == 0) {
                    caller.reset();
                }
            }
        }

        assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
        gateway.gateway().close(Duration.ofSeconds(5));
        gateway.restart();
        assertThat(Files.readString(GatewayFixture.LOG).lines().filter(line -> line.contains(id)))
                .isNotEmpty().noneMatch(line -> line.contains("ERROR") || line.contains("WARN"));
    }

    @Test
    void theConnectionOfACallerWhoFallsSilentEnds() {
        var builder = WebServer.builder().port(0).host("127.0.0.1").shutdownHook(false)
                .featuresDiscoverServices(false)
                .routing(routing -> {
                    Errors.register(routing);
                    routing.addFilter(new Requests()::filter);
                    routing.post("/jsonrpc",
                            (request, response) -> response
                                    .send(JsonBody.read(request, JsonBody.USUAL, Duration.ofMillis(300)).toString()));
                });
        Connections.configure(builder, Duration.ofMillis(300), Optional.empty());
        WebServer server = builder.build().start();
        try (WireCaller inBody = WireCaller.to(server.port());
                WireCaller inHead = WireCaller.to(server.port());
                WireCaller other = WireCaller.to(server.port())) {
            inBody.send(WireCaller.rpc("Content-Length: 100") + "\r\n{\"a\":");
            inHead.send(WireCaller.rpc("Content-Length: 100"));
            other.send(WireCaller.rpc("Content-Length: 2") + "\r\n{}");

            assertThat(other.receive().text()).isEqualTo("{}");
            assertThat(inBody.ended()).isTrue();
            assertThat(inHead.ended()).isTrue();
            assertThat(other.send(WireCaller.rpc("Content-Length: 2") + "\r\n{}").receive().text()).isEqualTo("{}");
        } finally {
            server.stop();
        }
    }
}
