package dev.codexgateway.proxy;

import static dev.codexgateway.testing.GatewayFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireCaller.Received;
import dev.codexgateway.testing.WireUpstream;

/** Requests that go past Helidon, on connections on which others go through it. */
class PlainCallsTest extends OnTheWire {
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n";

    @BeforeEach
    void echo() {
        upstream.otherwise((request, out) -> {
            out.write(WireUpstream.json(request.text()));
            return true;
        });
    }

    @Test
    void whatIsSentAtOnceIsAnsweredInItsOrder() {
        caller.send(post("one") + post("two") + LIVE + post("three") + LIVE + LIVE + post("four"));

        assertThat(caller.receive().text()).isEqualTo("one");
        assertThat(caller.receive().text()).isEqualTo("two");
        assertThat(caller.receive().text()).contains("UP");
        assertThat(caller.receive().text()).isEqualTo("three");
        assertThat(caller.receive().text()).contains("UP");
        assertThat(caller.receive().text()).contains("UP");
        assertThat(caller.receive().text()).isEqualTo("four");
    }

    @Test
    void whereverARequestIsCutItArrivesWhole() {
        String request = post("the body");
        for (int cut = 1; cut < request.length(); cut++) {
            caller.send(request.substring(0, cut)).send(request.substring(cut));

            assertThat(caller.receive().text()).as("cut after %d", cut).isEqualTo("the body");
        }
    }

    @Test
    void aBodyOfWhichOnlyTheBeginningIsHereIsWaitedFor() {
        int before = upstream.asked().size();
        String request = post("0123456789");
        caller.send(request.substring(0, request.length() - 5)).send(LIVE.substring(0, 5) + LIVE);

        assertThat(caller.receive().text()).isEqualTo("01234" + LIVE.substring(0, 5));
        assertThat(caller.receive().text()).contains("UP");
        assertThat(upstream.asked()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 4_096, 65_535, 65_536, 65_537, 200_000})
    void bodiesOfAllLengthsArrive(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 'b');

        Received answer = caller.send(post(new String(body, StandardCharsets.US_ASCII))).receive();

        assertThat(answer.body()).isEqualTo(body);
        assertThat(caller.send(post("next")).receive().text()).isEqualTo("next");
    }

    @Test
    void aRefusalOfWhatIsHereLeavesTheConnectionOpen() {
        caller.send(post("{}").replace(KEY, "wrong") + post("next"));

        assertThat(caller.receive().status()).isEqualTo(401);
        assertThat(caller.receive().text()).isEqualTo("next");
    }

    @Test
    void aRefusalOfWhatStillComesEndsTheConnectionWhenItHasCome() {
        String request = post("a".repeat(60_000)).replace(KEY, "wrong");
        caller.send(request.substring(0, 1_000));

        Received refusal = caller.receive();
        caller.send(request.substring(1_000));

        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.header("Connection")).hasValue("close");
        assertThat(caller.ended()).isTrue();
    }

    /** Whoever lets us wait for the rest of a refused body does not make us look slow. */
    @Test
    void theRestOfARefusedBodyIsNoPartOfTheRequest() {
        String request = post("a".repeat(60_000)).replace(KEY, "wrong");
        double before = took();
        caller.send(request.substring(0, 1_000)).receive();
        Awaiting.within(Duration.ofSeconds(3), () -> gateway.gateway().requests(), running -> running == 0);

        caller.send(request.substring(1_000));

        assertThat(caller.ended()).isTrue();
        assertThat(took()).isEqualTo(before + 1);
    }

    private double took() {
        return gateway.metric("http_server_request_duration_seconds_count", "http_route", "/v1/*",
                "http_response_status_code", "401");
    }

    @Test
    void aFailureOfTheUpstreamIsToldAndTheNextRequestIsServed() {
        upstream.next("no answer that anybody understands\r\n\r\n");

        assertThat(caller.send(post("{}")).receive().status()).isEqualTo(502);
        assertThat(caller.send(post("next")).receive().text()).isEqualTo("next");
    }

    @Test
    void whatComesOnAWebSocketIsNoRequest() {
        caller.send("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-API-Key: " + KEY
                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(caller.head()).startsWith("HTTP/1.1 101 ");
        int before = upstream.asked().size();

        caller.send(post("{}"));

        assertThat(caller.received()).isEmpty();
        assertThat(upstream.asked()).hasSize(before);
    }

    @Test
    void aStopWaitsForTheAnswerAndEndsConnectionsThatRest() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (GatewayFixture stopping = GatewayFixture.builder()
                .with("OPENAI_BASE_URL", upstream.baseUrl().toString()).start();
                WireCaller resting = WireCaller.to(stopping);
                WireCaller waiting = WireCaller.to(stopping)) {
            assertThat(resting.send(post("before")).receive().text()).isEqualTo("before");
            int before = upstream.asked().size();
            upstream.next((request, out) -> {
                pass(gate);
                out.write(WireUpstream.json("late"));
                return true;
            });
            waiting.send(post("{}"));
            Awaiting.within(Duration.ofSeconds(10), () -> upstream.asked().size(), asked -> asked > before);

            CompletableFuture<Void> stop = CompletableFuture
                    .runAsync(() -> stopping.gateway().close(Duration.ofSeconds(10)));
            Awaiting.within(Duration.ofSeconds(10), () -> stopping.get("/health/ready").statusCode(),
                    status -> status == 503);
            gate.countDown();

            assertThat(waiting.receive().text()).isEqualTo("late");
            stop.get(20, TimeUnit.SECONDS);
            assertThat(waiting.ended()).isTrue();
            assertThat(resting.ended()).isTrue();
        }
    }

    private static String post(String body) {
        return new String(WireCaller.request("POST", "/v1/responses", body), StandardCharsets.US_ASCII);
    }

    private static void pass(CountDownLatch gate) throws IOException {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
