package dev.codexgateway.api.exec;

import static dev.codexgateway.testing.Awaiting.until;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.OTHER_KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.LiveStream;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;

/** {@code GET /conversations/{session_id}/events}, and what ends a stream before its time. */
@Timeout(60)
class EventsTest {
    private static final int MOST = 210;
    private static GatewayFixture gateway;

    private final String session = "s" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("""
                                                limits:
                                                  streams: %d
                                                streams:
                                                  heartbeat: PT1S
                                                  patience: PT3S
                                                """.formatted(MOST)).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void theLastTurnIsToldFromItsFirstEvent() throws IOException {
        gateway.prompt(session, "one");
        JsonObject last = gateway.prompt(session, "two");

        try (LiveStream live = events()) {
            List<JsonObject> told = live.rest();
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(live.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(told).isEqualTo(last.getJsonArray("events").getValuesAs(JsonObject.class));
            assertThat(live.id()).contains(Integer.toString(told.getLast().getInt("seq")));
        }
    }

    @Test
    void whoComesBackAtAnyEventIsToldTheRestAndAtTheEndNotToComeBack() throws IOException {
        gateway.upstream().next(Answer.text("a", "b", "c", "d", "é😀"));
        List<JsonObject> seen;
        try (LiveStream live = prompt("one")) {
            seen = live.rest();
        }
        gateway.prompt(session, "two");
        List<JsonObject> all = gateway.rpc("conversation.events", object("session_id", session)).getJsonArray("data")
                .getValuesAs(JsonObject.class);

        for (int i = 0; i < seen.size(); i++) {
            try (LiveStream live = events("Last-Event-ID", seq(seen.get(i)))) {
                List<JsonObject> both = Stream.concat(seen.subList(0, i + 1).stream(), live.rest().stream()).toList();
                assertThat(text(both)).isEqualTo(text(all)).startsWith("abcdé😀");
                assertThat(both).extracting(event -> event.getInt("seq")).isSorted().doesNotHaveDuplicates();
                assertThat(both.getLast()).isEqualTo(all.getLast());
            }
        }
        HttpResponse<String> over = get(KEY, "Last-Event-ID", seq(all.getLast()));
        assertThat(over.statusCode()).isEqualTo(204);
        assertThat(over.body()).isEmpty();
        assertThat(get(KEY, "Last-Event-ID", "999999999").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1.5", "9999999999999999999999", "1 2"})
    void aLastEventIdThatIsNoneIsRefused(String id) {
        gateway.prompt(session, "one");

        Shapes.problem(get(KEY, "Last-Event-ID", id), 400, "invalid-params");
    }

    @Test
    void onlyOnesOwnConversationsAreTold() {
        gateway.prompt(session, "one");

        Shapes.problem(get(OTHER_KEY), 404, "not-found");
        Shapes.problem(gateway.get("/conversations/none/events", "X-API-Key", KEY), 404, "not-found");
        Shapes.problem(gateway.get("/conversations/not%20one/events", "X-API-Key", KEY), 400, "invalid-params");
        Shapes.problem(gateway.get("/conversations/" + session + "/events"), 401, "unauthenticated");
        HttpResponse<String> post = gateway.post("/conversations/" + session + "/events", "{}", "X-API-Key", KEY);
        Shapes.problem(post, 405, "method-not-allowed");
    }

    @Test
    void allOfManyWatchersAreToldTheSame() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        String[] deltas = IntStream.range(0, 40).mapToObj(i -> i + " ").toArray(String[]::new);
        gateway.upstream().next(Answer.text(deltas).gateAfter(1, gate).pause(Duration.ofMillis(5)));
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "count", "wait_seconds", 0));
        int watchers = 200;
        CyclicBarrier ready = new CyclicBarrier(watchers + 1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<JsonObject>> watcher = () -> {
                try (LiveStream live = events()) {
                    JsonObject first = live.next().orElseThrow();
                    ready.await();
                    return Stream.concat(Stream.of(first), live.rest().stream()).toList();
                }
            };
            List<Future<List<JsonObject>>> all = IntStream.range(0, watchers).mapToObj(_ -> threads.submit(watcher))
                    .toList();
            ready.await();
            gate.countDown();
            List<JsonObject> expected = all.getFirst().get();
            assertThat(text(expected)).isEqualTo(String.join("", deltas));
            for (Future<List<JsonObject>> one : all) {
                assertThat(text(one.get())).isEqualTo(text(expected));
                assertThat(one.get()).last().isEqualTo(expected.getLast());
                assertThat(one.get()).extracting(event -> event.getInt("seq")).isSorted().doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void aReaderThatTakesNothingIsCutOffAndOthersAreOnTime() throws Exception {
        String large = "x".repeat(512 * 1024);
        String[] deltas = Stream.generate(() -> large).limit(32).toArray(String[]::new);
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text(deltas).gateAfter(31, gate));
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "much", "wait_seconds", 0));
        double before = open();

        try (WireCaller stalled = WireCaller.to(gateway);
                LiveStream reader = events();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<JsonObject>> read = threads.submit(reader::rest);
            stalled.send("GET /conversations/" + session + "/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY
                    + "\r\n\r\n");
            until(() -> open() == before + 2);
            until(() -> open() == before + 1);
            gate.countDown();
            assertThat(text(read.get())).hasSize(32 * 512 * 1024);
        }
    }

    @Test
    void inASilenceSomethingIsSentThatMeansNothing() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("x").gate(gate));

        try (LiveStream lines = prompt("one"); LiveStream live = events()) {
            JsonObject first = live.next().orElseThrow();
            assertThat(lines.next()).contains(first);
            live.next();
            assertThat(live.line()).contains("");
            assertThat(live.line()).contains(":");
            assertThat(live.line()).contains("");
            gate.countDown();
            assertThat(live.rest().getLast().getString("type")).isEqualTo("turn.completed");
            // A space before a value is part of its line: no line is empty.
            List<String> rest = new ArrayList<>();
            for (Optional<String> line = lines.line(); line.isPresent(); line = lines.line()) {
                rest.add(line.get());
            }
            assertThat(rest).allSatisfy(line -> assertThat(GatewayFixture.json(line)).containsKey("seq"))
                    .anySatisfy(line -> assertThat(line).startsWith(" "));
        }
    }

    @Test
    void aCallerHasOnlySoManyStreams() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("x").gate(gate));
        String other = "o" + UUID.randomUUID();
        gateway.rpcAs(OTHER_KEY, "conversation.prompt",
                object("session_id", other, "prompt", "p", "wait_seconds", 0));
        double refused = gateway.metric("rate_limited_total", "limit=\"streams\"");
        List<LiveStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < MOST; i++) {
                streams.add(LiveStream.of(request(OTHER_KEY, other)));
            }
            assertThat(streams).extracting(LiveStream::status).containsOnly(200);

            HttpResponse<String> further = gateway.send(request(OTHER_KEY, other));

            Shapes.problem(further, 429, "too-many-requests");
            assertThat(further.headers().firstValue("Retry-After")).isPresent();
            Shapes.problem(gateway.post("/exec", object("prompt", "p").toString(), "X-API-Key", OTHER_KEY, "Accept",
                    "application/jsonl"), 429, "too-many-requests");
            assertThat(gateway.metric("rate_limited_total", "limit=\"streams\"")).isEqualTo(refused + 2);
            gateway.prompt(session, "another caller");
            assertThat(get(KEY).statusCode()).isEqualTo(200);
        } finally {
            gate.countDown();
            streams.forEach(LiveStream::close);
        }
        until(() -> gateway.send(request(OTHER_KEY, other)).statusCode() == 200);
    }

    @Test
    void aStreamEndsSoonAfterItsCredentialIsRevoked() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("x").gate(gate));
        String key = gateway.addKey("revoked-stream", Scope.USUAL, Allowance.USUAL);
        gateway.rpcAs(key, "conversation.prompt", object("session_id", session, "prompt", "p", "wait_seconds", 0));
        try (LiveStream live = LiveStream.of(request(key, session))) {
            live.next().orElseThrow();
            long begun = System.nanoTime();
            gateway.revokeKey("revoked-stream");

            assertThatThrownBy(live::rest).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
        } finally {
            gate.countDown();
        }
    }

    @Test
    void whoeverComesAndGoesLeavesNothingBehind() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("x", "y").gateAfter(1, gate));
        gateway.rpc("conversation.prompt", object("session_id", session, "prompt", "p", "wait_seconds", 0));
        double before = open();

        for (int i = 0; i < 100; i++) {
            try (WireCaller caller = WireCaller.to(gateway)) {
                caller.send("GET /conversations/" + session + "/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY
                        + "\r\n\r\n");
            }
        }

        until(() -> open() == before);
        gate.countDown();
    }

    private double open() {
        return gateway.metric("codex_watchers");
    }

    private LiveStream prompt(String text) {
        return LiveStream.of(gateway.request("/exec", "X-API-Key", KEY, "Accept", "application/jsonl")
                .POST(HttpRequest.BodyPublishers
                        .ofString(object("session_id", session, "prompt", text).toString()))
                .build());
    }

    private LiveStream events(String... headers) {
        return LiveStream.of(request(KEY, session, headers));
    }

    private HttpResponse<String> get(String key, String... headers) {
        return gateway.send(request(key, session, headers));
    }

    private static HttpRequest request(String key, String session, String... headers) {
        return gateway.request("/conversations/" + session + "/events",
                Stream.concat(Stream.of("X-API-Key", key), Stream.of(headers)).toArray(String[]::new)).build();
    }

    private static String seq(JsonObject event) {
        return Integer.toString(event.getInt("seq"));
    }

    private static String text(List<JsonObject> events) {
        return events.stream().map(event -> event.getString("delta", "")).collect(Collectors.joining());
    }

}
