package dev.codexgateway.api.actions;

import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;

/** An answer that was waited for is, to the byte, one that HTTP allows, and leaves the connection as any other does. */
class WaitingAnswersTest {
    private static final String POLL = "/conversations/s?wait_seconds=20";
    private static final Duration SOON = Duration.ofSeconds(10);

    private final CountDownLatch end = new CountDownLatch(1);
    private final GatewayFixture gateway = GatewayFixture.builder().yaml("limits: {requests-per-minute: 1000}").start();

    @BeforeEach
    void begin() {
        gateway.upstream().next(Answer.text("Hello").gate(end));
        gateway.rpc("conversation.prompt", object("session_id", "s", "prompt", "Hi", "wait_seconds", 0));
    }

    @AfterEach
    void close() {
        end.countDown();
        gateway.close();
    }

    @Test
    void itHasTheHeadOfAnAnswerThatWasNotWaitedFor() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(poll());
            awaitPolls(1);
            end.countDown();
            WireCaller.Received waited = caller.receive();
            WireCaller.Received later = caller.send(poll()).receive();

            assertThat(waited.head().lines().findFirst()).hasValue("HTTP/1.1 200 OK");
            assertThat(comparable(waited)).isEqualTo(comparable(later));
            assertThat(waited.headers()).containsKeys("Date", "X-Request-Id", "RateLimit");
            assertThat(waited.text()).isEqualTo(later.text());
        }
    }

    @Test
    void itSaysAcceptedWhenTheTurnStillRuns() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.request("GET", "/conversations/s?wait_seconds=0.1", ""));

            WireCaller.Received answer = caller.receive();

            assertThat(answer.head().lines().findFirst()).hasValue("HTTP/1.1 202 Accepted");
            assertThat(answer.text()).contains("next_step");
        }
    }

    @Test
    void theNextRequestIsTheOneBehindAPollsBody() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.request("GET", POLL, "GET /none HTTP/1.1\r\n\r\n")).send(poll());
            awaitPolls(1);
            end.countDown();

            assertThat(caller.receive().status()).isEqualTo(200);
            assertThat(caller.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void itIsTheLastOneWhereTheCallerAskedForThat() {
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.request("GET", POLL, "", "Connection: close"));
            awaitPolls(1);
            end.countDown();

            assertThat(caller.receive().header("Connection")).hasValue("close");
            assertThat(caller.ended()).isTrue();
        }
    }

    /** More than a connection takes at once. */
    @Test
    void aLongOneIsWholeToo() {
        String text = "é".repeat(40_000);
        gateway.upstream().next(Answer.text(text).gate(end));
        gateway.rpc("conversation.prompt", object("session_id", "long", "prompt", "Hi", "wait_seconds", 0));
        try (WireCaller caller = WireCaller.to(gateway)) {
            caller.send(WireCaller.request("GET", "/conversations/long?wait_seconds=20", ""));
            awaitPolls(1);
            end.countDown();

            assertThat(caller.receive().text()).contains("\"content\":\"" + text + '"');
        }
    }

    @Test
    void manyWhoWaitAreAnsweredOnceEachAndCanAskAgain() {
        List<WireCaller> callers = IntStream.range(0, 50).mapToObj(_ -> WireCaller.to(gateway)).toList();
        callers.forEach(caller -> caller.send(poll()));
        awaitPolls(callers.size());
        end.countDown();

        assertThat(callers).allSatisfy(caller -> {
            assertThat(caller.receive().text()).contains("Hello");
            assertThat(caller.send(WireCaller.request("GET", "/none", "")).receive().status()).isEqualTo(404);
        });
        callers.forEach(WireCaller::close);
    }

    /** Some wait no longer at the very moment at which the others are told. */
    @Test
    void whoseWaitEndsWithTheTurnIsAnsweredOnce() {
        List<WireCaller> callers = IntStream.range(0, 60).mapToObj(_ -> WireCaller.to(gateway)).toList();
        for (int i = 0; i < callers.size(); i++) {
            callers.get(i)
                    .send(WireCaller.request("GET", "/conversations/s?wait_seconds=" + (300 + 5 * i) / 1000.0, ""));
        }
        assertThat(callers.get(callers.size() / 2).receive().status()).isEqualTo(202);
        end.countDown();

        assertThat(callers).filteredOn(caller -> caller != callers.get(callers.size() / 2)).allSatisfy(caller -> {
            assertThat(caller.receive().status()).isIn(200, 202);
            assertThat(caller.send(WireCaller.request("GET", "/none", "")).receive().status()).isEqualTo(404);
        });
        callers.forEach(WireCaller::close);
    }

    @Test
    void aCallerWhoHasGoneLeavesNothingBehind() {
        WireCaller caller = WireCaller.to(gateway).send(poll());
        awaitPolls(1);
        caller.reset();
        end.countDown();

        awaitPolls(0);
    }

    private static byte[] poll() {
        return WireCaller.request("GET", POLL, "");
    }

    private void awaitPolls(int count) {
        Awaiting.within(SOON, gateway.gateway()::requests, running -> running == count);
    }

    /** Without what differs between any two answers, and what goes without saying. */
    private static Map<String, String> comparable(WireCaller.Received answer) {
        Map<String, String> headers = new TreeMap<>(answer.headers());
        headers.keySet().removeAll(Set.of("Date", "X-Request-Id", "RateLimit", "Connection"));
        return headers;
    }
}
