package dev.codexgateway.proxy;

import static dev.codexgateway.testing.WireUpstream.chunk;
import static dev.codexgateway.testing.WireUpstream.chunked;
import static dev.codexgateway.testing.WireUpstream.lastChunk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Remains;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WireUpstream;

/** Callers and upstreams that go away in the middle. */
class AbandonedStreamsTest extends OnTheWire {
    private static final int STREAMS = 1000;
    private static final int CALLERS = 20;
    private static final int PLACES = 60;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] EVENT = "data: {\"delta\":\"a\"}\n\n".getBytes(StandardCharsets.UTF_8);

    @Override
    GatewayFixture.Builder configured(GatewayFixture.Builder builder) {
        return builder.yaml("limits: {concurrent-turns: " + PLACES + "}");
    }

    /** Who was let go is still being served for a moment, and has his place of those {@link #PLACES} until then. */
    @AfterEach
    void everyCallHasEnded() {
        Awaiting.within(SOON, gateway.gateway()::requests, running -> running == 0);
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
        AtomicLong written = new AtomicLong();
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
    void aThousandStreamsThatAreCutLeaveNothingBehind() {
        upstream.otherwise(AbandonedStreamsTest::stream);
        streams(200);
        Held before = Awaiting.within(SOON, this::held,
                held -> held.nothingRuns() && held.threads().equals(Remains.threads()));

        streams(STREAMS);

        assertThat(upstream.asked()).hasSizeGreaterThan(STREAMS / 2);
        Awaiting.within(SOON, () -> held().beyond(before), List::isEmpty);
        assertThat(upstream.openConnections()).isLessThanOrEqualTo(CALLERS + 5);
        upstream.next(WireUpstream.json("{\"own\":1}"));
        assertThat(caller.post("{}").receive().text()).isEqualTo("{\"own\":1}");
        everyPlaceIsFree();
    }

    private static boolean stream(WireUpstream.Asked request, OutputStream out) throws IOException {
        Random random = new Random(request.text().hashCode());
        out.write(chunked("text/event-stream"));
        for (int i = random.nextInt(20); i >= 0; i--) {
            out.write(chunk(EVENT));
            out.flush();
        }
        boolean whole = random.nextInt(3) > 0;
        out.write(whole ? lastChunk() : new byte[0]);
        return whole;
    }

    private void streams(int count) {
        upstream.asked().clear();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            IntStream.range(0, count).forEach(number -> callers.execute(() -> stream(number)));
        }
    }

    private void stream(int number) {
        Random random = new Random(number);
        try (WireCaller one = WireCaller.to(gateway).post("{\"n\":" + number + "}")) {
            if (random.nextInt(3) > 0) {
                one.receive();
                return;
            }
            if (random.nextBoolean()) {
                one.head();
            }
            one.reset();
        }
    }

    private Held held() {
        upstream.asked().clear();
        long lines = gateway.gateway().upstreamLines();
        // Both ends of a line that is kept are here.
        return new Held(Remains.threads(),
                Map.of("requests", (long) gateway.gateway().requests(), "connections that are no line",
                        upstream.openConnections() - lines, "sockets", Remains.sockets() - 2 * lines),
                Remains.objects("dev.codexgateway."), Map.of("bytes", Remains.buffers()));
    }

    /** A lease that was not given back would be missing: so many calls may run at once, and no more. */
    private void everyPlaceIsFree() {
        CountDownLatch end = new CountDownLatch(1);
        upstream.otherwise((_, out) -> {
            out.write(chunked("text/event-stream"));
            out.flush();
            Awaiting.until(() -> end.getCount() == 0);
            out.write(lastChunk());
            return true;
        });
        List<WireCaller> callers = Stream.generate(() -> WireCaller.to(gateway).post("{}")).limit(PLACES).toList();
        try {
            assertThat(callers).extracting(WireCaller::head).allMatch(head -> head.startsWith("HTTP/1.1 200 "));
            assertThat(caller.post("{}").receive().status()).isEqualTo(429);
        } finally {
            end.countDown();
            callers.forEach(WireCaller::close);
        }
    }

    /** @param objects of ours, by class */
    private record Held(Map<String, Long> threads, Map<String, Long> open, Map<String, Long> objects,
            Map<String, Long> buffers) {
        /** The lines that are kept differ by a few; what each stream left would be a thousand. */
        private static final long FEW = STREAMS / 20;
        private static final long BYTES_OF_FEW = FEW * 20 * 1024;

        boolean nothingRuns() {
            return open.get("requests") == 0 && open.get("connections that are no line") == 0;
        }

        List<String> beyond(Held before) {
            return Stream.of(more(threads, before.threads, 0), more(open, before.open, 0),
                    more(objects, before.objects, FEW), more(buffers, before.buffers, BYTES_OF_FEW))
                    .flatMap(each -> each).toList();
        }

        private static Stream<String> more(Map<String, Long> now, Map<String, Long> before, long few) {
            return now.entrySet().stream()
                    .filter(each -> each.getValue() > before.getOrDefault(each.getKey(), 0L) + few)
                    .map(each -> each.getKey() + ": " + before.get(each.getKey()) + ", now " + each.getValue());
        }
    }
}
