package dev.codexgateway.proxy;

import static dev.codexgateway.testing.WireUpstream.chunk;
import static dev.codexgateway.testing.WireUpstream.chunked;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireUpstream;

/** Callers and upstreams that go away in the middle. */
class AbandonedStreamsTest {
    private static final int STREAMS = 1000;
    private static final byte[] EVENT = "data: {\"delta\":\"a\"}\n\n".getBytes(StandardCharsets.UTF_8);

    private static WireUpstream upstream;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        upstream = WireUpstream.start();
        gateway = GatewayFixture.builder().with("OPENAI_BASE_URL", upstream.baseUrl().toString()).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void aCallerWhoGoesEndsTheCallThoughTheUpstreamIsSilent() throws Exception {
        for (boolean headFirst : new boolean[]{true, false}) {
            CompletableFuture<Long> ended = new CompletableFuture<>();
            CompletableFuture<Void> begun = new CompletableFuture<>();
            upstream.next((request, out) -> {
                if (headFirst) {
                    out.write(chunked("text/event-stream"));
                    out.write(chunk(EVENT));
                    out.flush();
                }
                begun.complete(null);
                request.awaitEnd();
                ended.complete(System.nanoTime());
                return false;
            });
            WireCaller caller = WireCaller.to(gateway).post("{}");
            if (headFirst) {
                caller.head();
                caller.chunk();
            }
            begun.get(5, TimeUnit.SECONDS);

            long left = System.nanoTime();
            caller.close();

            assertThat(Duration.ofNanos(ended.get(5, TimeUnit.SECONDS) - left)).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatACallerSendsWhileHisAnswerIsOnItsWayIsHisNextRequest() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        upstream.next((request, out) -> {
            go.join();
            out.write(WireUpstream.json("{\"n\":1}"));
            return true;
        });
        upstream.next(WireUpstream.json("{\"n\":2}"));
        upstream.next(WireUpstream.json("{\"n\":3}"));
        try (WireCaller caller = WireCaller.to(gateway)) {
            // Long enough for the gateway to look whether he is still there, and to read ahead in doing so.
            caller.post("{\"first\":1}").post("{\"second\":2}");
            CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS).execute(() -> go.complete(null));

            assertThat(caller.receive().text()).isEqualTo("{\"n\":1}");
            assertThat(caller.receive().text()).isEqualTo("{\"n\":2}");
            assertThat(caller.post("{\"third\":3}").receive().text()).isEqualTo("{\"n\":3}");
            assertThat(upstream.last().text()).isEqualTo("{\"third\":3}");
        }
    }

    @Test
    void aCallerWhoReadsNothingHoldsTheUpstreamBackAndNothingElse() throws Exception {
        byte[] much = new byte[64 * 1024];
        java.util.concurrent.atomic.AtomicLong written = new java.util.concurrent.atomic.AtomicLong();
        upstream.next((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 1000; i++) {
                out.write(much);
                written.addAndGet(much.length);
            }
            return false;
        });
        try (WireCaller caller = WireCaller.to(gateway).post("{}")) {
            caller.head();
            long before = -1;
            while (written.get() != before) {
                before = written.get();
                TimeUnit.MILLISECONDS.sleep(200);
            }

            assertThat(before).isLessThan(30_000_000);
            try (WireCaller other = WireCaller.to(gateway)) {
                assertThat(other.post("{}").receive().status()).isEqualTo(200);
            }
        }
    }

    /** A third is cut by the caller, a third by the upstream, and a third ends as it should. */
    @Test
    void athousandStreamsThatAreCutLeaveNothingBehind() throws Exception {
        upstream.otherwise((request, out) -> {
            Random random = new Random(request.text().hashCode());
            out.write(chunked("text/event-stream"));
            for (int i = random.nextInt(20); i >= 0; i--) {
                out.write(chunk(EVENT));
                out.flush();
            }
            if (random.nextInt(3) == 0) {
                return false;
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        });
        try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
            streams(callers, 40);
        }
        int threads = Thread.activeCount();
        try (ExecutorService callers = Executors.newFixedThreadPool(20)) {
            streams(callers, STREAMS);
        }

        assertThat(eventually(() -> gateway.gateway().requests() == 0)).as("requests that still run").isTrue();
        assertThat(eventually(() -> gateway.gateway().upstreamLines() == upstream.openConnections()))
                .as("%d lines, %d connections", gateway.gateway().upstreamLines(), upstream.openConnections()).isTrue();
        assertThat(upstream.openConnections()).isLessThanOrEqualTo(25);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
        upstream.next(WireUpstream.json("{\"own\":1}"));
        try (WireCaller caller = WireCaller.to(gateway)) {
            assertThat(caller.post("{}").receive().text()).isEqualTo("{\"own\":1}");
        }
    }

    private static void streams(ExecutorService callers, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            callers.execute(() -> {
                Random random = new Random(number);
                try (WireCaller caller = WireCaller.to(gateway).post("{\"n\":" + number + "}")) {
                    if (random.nextInt(3) > 0) {
                        caller.receive();
                    } else {
                        if (random.nextBoolean()) {
                            caller.head();
                        }
                        caller.reset();
                    }
                }
            });
        }
    }

    private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end;) {
            if (condition.getAsBoolean()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return condition.getAsBoolean();
    }
}
