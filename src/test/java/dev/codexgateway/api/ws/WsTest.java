package dev.codexgateway.api.ws;

import static dev.codexgateway.testing.Awaiting.until;
import static dev.codexgateway.testing.GatewayFixture.KEY;
import static dev.codexgateway.testing.GatewayFixture.object;
import static dev.codexgateway.testing.WsClient.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Scope;
import dev.codexgateway.edge.JsonBody;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.LiveStream;
import dev.codexgateway.testing.Shapes;
import dev.codexgateway.testing.WireCaller;
import dev.codexgateway.testing.WsClient;

/** {@code GET /ws}: what is said on a socket, and how one ends. */
@Timeout(60)
class WsTest {
    private static GatewayFixture gateway;

    private final String session = "s" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        gateway = GatewayFixture.builder().yaml("""
                                                limits:
                                                  streams: 12
                                                streams:
                                                  heartbeat: PT1S
                                                  patience: PT3S
                                                """).start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTurnIsAcknowledgedAndToldToItsEnd() {
        try (WsClient client = open()) {
            client.send("type", "exec", "id", "e1", "session_id", session, "prompt", "hello");

            JsonObject ack = client.next();
            List<JsonObject> told = client.until(event("turn.completed"));

            assertThat(ack.getString("type")).isEqualTo("ack");
            assertThat(ack.getString("id")).isEqualTo("e1");
            assertThat(ack.getString("session_id")).isEqualTo(session);
            assertThat(told).allSatisfy(said -> {
                assertThat(said.getString("type")).isEqualTo("event");
                assertThat(said.getString("id")).isEqualTo("e1");
                assertThat(said.getString("session_id")).isEqualTo(session);
                assertThat(said.getString("turn_id")).isEqualTo(ack.getString("turn_id"));
            });
            assertThat(told.getFirst().getJsonObject("event").getString("type")).isEqualTo("thread.started");
            assertThat(text(told)).isEqualTo("Echo: hello");
        }
    }

    @Test
    void severalTurnsRunOnOneSocketEachInItsOrder() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("slow", " one").gateAfter(1, gate));
        try (WsClient client = open()) {
            client.send("type", "exec", "id", 1, "session_id", session, "prompt", "slow");
            client.until(said -> event("item.updated").test(said));
            client.send("type", "exec", "id", 2, "session_id", session + "-2", "prompt", "quick");
            List<JsonObject> quick = client.until(event("turn.completed"));
            assertThat(quick).extracting(said -> said.getInt("id")).containsOnly(2);
            gate.countDown();
            List<JsonObject> slow = client.until(event("turn.completed"));
            assertThat(slow).extracting(said -> said.getInt("id")).containsOnly(1);
        }
    }

    @Test
    void aRunningTurnIsInterrupted() {
        gateway.upstream().next(Answer.text("a", "b").gateAfter(1, new CountDownLatch(1)));
        try (WsClient client = open()) {
            client.send("type", "exec", "id", "e", "session_id", session, "prompt", "long");
            client.until(event("item.updated"));

            client.send("type", "interrupt", "id", "i", "session_id", session);

            List<JsonObject> said = Stream.concat(client.until(event("turn.failed")).stream(), Stream.of()).toList();
            JsonObject failed = said.getLast().getJsonObject("event");
            assertThat(failed.getJsonObject("error").getString("type")).isEqualTo("cancelled");
            JsonObject ack = said.stream().filter(one -> one.getString("id").equals("i")).findFirst()
                    .orElseGet(client::next);
            assertThat(ack.getString("type")).isEqualTo("ack");
            assertThat(ack.getBoolean("cancelled")).isTrue();
            client.send("type", "interrupt", "id", "i2", "session_id", session);
            assertThat(client.next().getBoolean("cancelled")).isFalse();
            client.send("type", "interrupt", "id", "i3", "session_id", "nobody");
            assertThat(refusal(client.next())).isEqualTo("not-found");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "", "[]", "1", "null", "{\"type\":\"x\"}", "{\"type\":1}", "{}",
            "{\"type\":\"ping\",\"type\":\"ping\"}", "{\"type\":\"exec\"}",
            "{\"type\":\"exec\",\"prompt\":\"\"}", "{\"type\":\"exec\",\"prompt\":\"x\",\"session_id\":\"not one\"}",
            "{\"type\":\"interrupt\"}", "{\"type\":\"ping\",\"id\":{}}", "{\"type\":\"ping\",\"id\":[1]}"})
    void whatCannotBeDoneIsAnsweredAndTheSocketLivesOn(String message) {
        try (WsClient client = open()) {
            JsonObject answer = client.send(message).next();
            assertThat(refusal(answer)).isEqualTo("invalid-params");
            Shapes.withoutLeaks(answer.toString());

            JsonObject pong = client.send("type", "ping", "id", "p").next();

            assertThat(pong).isEqualTo(object("type", "pong", "id", "p"));
            assertThat(client.send("type", "ping").next()).isEqualTo(object("type", "pong"));
        }
    }

    @Test
    void aSecondTurnInAConversationIsAConflictThatNamesTheFirst() {
        gateway.upstream().next(Answer.text("a").gate(new CountDownLatch(1)));
        try (WsClient client = open()) {
            client.send("type", "exec", "session_id", session, "prompt", "long");
            String turn = client.next().getString("turn_id");

            client.send("type", "exec", "id", "second", "session_id", session, "prompt", "other");

            JsonObject refused = client.until(said -> said.getString("type").equals("error")).getLast();
            assertThat(refusal(refused)).isEqualTo("conflict");
            assertThat(refused.getJsonObject("error").getString("turn_id")).isEqualTo(turn);
            gateway.rpc("conversation.cancel", object("session_id", session));
        }
    }

    @Test
    void aTurnGoesOnWhenItsSocketIsLost() {
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream().next(Answer.text("Half", " and half").gateAfter(1, gate));
        try (WsClient client = open()) {
            client.send("type", "exec", "session_id", session, "prompt", "long", "request_id", session);
            client.until(event("item.updated"));
        }
        gate.countDown();
        try (WsClient client = open()) {
            client.send("type", "exec", "session_id", session, "prompt", "long", "request_id", session);
            assertThat(client.next().getBoolean("repeated")).isTrue();
            assertThat(text(client.until(event("turn.completed")))).isEqualTo("Half and half");
        }
    }

    @Test
    void aTextInFragmentsThatEndWithinACharacterIsUnderstood() {
        byte[] text = object("type", "ping", "id", "é😀é").toString()
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (RawSocket socket = RawSocket.open(gateway)) {
            for (int i = 0; i < text.length; i++) {
                socket.frame(i == 0 ? 1 : 0, i == text.length - 1, text[i]);
                if (i == 5) {
                    socket.frame(9, true, (byte) 'p');
                }
            }
            assertThat(socket.next()).isEqualTo(new RawSocket.Frame(10, "p"));
            assertThat(socket.next()).isEqualTo(new RawSocket.Frame(1, "{\"type\":\"pong\",\"id\":\"é😀é\"}"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1007, 81 82 00000000 c328", "1002, 80 81 00000000 61", "1002, c1 81 00000000 61",
            "1002, 83 81 00000000 61", "1002, 09 80 00000000", "1002, 88 81 00000000 03", "1002, 81 01 61",
            "1003, 82 81 00000000 61", "1002, 01 81 00000000 61 01 81 00000000 61",
            "1009, 81 ff 0000000001000001 00000000", "1000, 88 82 00000000 03e8", "1000, 88 80 00000000",
            "1002, 88 82 00000000 03ec", "4000, 88 82 00000000 0fa0"})
    void whatBreaksTheProtocolIsClosedWithTheCodeThatSaysWhy(int code, String frames) {
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.bytes(java.util.HexFormat.of().parseHex(frames.replace(" ", "")));

            assertThat(socket.closed()).isEqualTo(code);
        }
    }

    @Test
    void aMessageOverTheLimitIsTooBigInFragmentsToo() {
        try (WsClient client = open()) {
            String megabyte = "x".repeat(1024 * 1024);
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 17; i++) {
                    client.socket().sendText(megabyte, false).join();
                }
            });

            assertThat(client.closed().code()).isEqualTo(1009);
        }
    }

    @Test
    void aLargeMessageWithinTheLimitIsRead() {
        try (WsClient client = open()) {
            client.send("type", "ping", "id", "p", "padding", "x".repeat(8 * 1024 * 1024));

            assertThat(client.next().getString("type")).isEqualTo("pong");
        }
    }

    /** A frame that arrives in a thousand pieces; the socket waits 20 seconds for the answer. */
    @Test
    void theLargestMessageIsReadInOneFrameToo() {
        String begin = "{\"type\":\"ping\",\"id\":\"p\",\"x\":\"";
        byte[] frame = new byte[14 + JsonBody.WITH_IMAGES];
        Arrays.fill(frame, (byte) 'x');
        ByteBuffer.wrap(frame).putShort((short) 0x81FF).putLong(JsonBody.WITH_IMAGES).putInt(0x01020304)
                .put(begin.getBytes(StandardCharsets.US_ASCII)).position(frame.length - 2).put((byte) '"')
                .put((byte) '}');
        for (int i = 14; i < frame.length; i++) {
            frame[i] ^= (byte) ((i - 14) % 4 + 1);
        }
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.bytes(frame);

            assertThat(socket.next()).isEqualTo(new RawSocket.Frame(1, "{\"type\":\"pong\",\"id\":\"p\"}"));
        }
    }

    @Test
    void aClientThatPingsIsAnswered() {
        try (WsClient client = open()) {
            client.socket().sendPing(ByteBuffer.wrap(new byte[]{1})).join();
            client.socket().sendClose(1000, "bye").join();

            assertThat(client.closed().code()).isEqualTo(1000);
        }
    }

    @Test
    void aBrowserBringsItsCredentialAmongTheProtocolsAndItIsNotGivenBack() {
        String key = gateway.addKey("browser-" + session, Scope.USUAL, Allowance.USUAL);
        try (WsClient client = WsClient.open(gateway, List.of("codex-gateway", "bearer." + key))) {
            assertThat(client.socket().getSubprotocol()).isEqualTo("codex-gateway");
            assertThat(client.send("type", "ping").next().getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void whoMayNotIsRefusedBeforeTheUpgrade() {
        String reader = gateway.addKey("reader-" + session, Set.of(Scope.READ), Allowance.USUAL);

        assertThat(refused()).isEqualTo(401);
        assertThat(refused("X-API-Key", "wrong")).isEqualTo(401);
        assertThat(refused("Authorization", "Bearer wrong")).isEqualTo(401);
        assertThat(refused("X-API-Key", reader)).isEqualTo(403);
        assertThat(refused("X-API-Key", KEY, "Authorization", "Bearer " + KEY)).isEqualTo(400);
        double before = gateway.metric("auth_attempts_total", "method=\"websocket\"", "outcome=\"invalid\"");
        assertThatThrownBy(() -> WsClient.open(gateway, List.of("codex-gateway", "bearer.wrong")))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        assertThat(gateway.metric("auth_attempts_total", "method=\"websocket\"", "outcome=\"invalid\""))
                .isEqualTo(before + 1);
    }

    @Test
    void whatIsNoHandshakeIsAProblem() {
        HttpResponse<String> plain = gateway.get("/ws", "X-API-Key", KEY);
        Shapes.problem(plain, 426, "upgrade-required");
        assertThat(plain.headers().firstValue("Upgrade")).contains("websocket");
        Shapes.problem(gateway.get("/ws"), 401, "unauthenticated");
        Shapes.problem(gateway.post("/ws", "{}", "X-API-Key", KEY), 405, "method-not-allowed");
        String good = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
        assertThat(handshake("GET /ws", good)).isEqualTo(101);
        assertThat(handshake("GET /ws", "Sec-WebSocket-Version: 13\r\n")).isEqualTo(400);
        assertThat(handshake("GET /ws", good.replace("AA==", "!!"))).isEqualTo(400);
        assertThat(handshake("GET /ws", good.replace("AAAA", ""))).isEqualTo(400);
        assertThat(handshake("GET /ws", good.replace("13", "8"))).isEqualTo(426);
        assertThat(handshake("POST /ws", good)).isEqualTo(405);
        assertThat(handshake("DELETE /ws", good)).isEqualTo(405);
        assertThat(handshake("GET /ws/", good)).isEqualTo(404);
        assertThat(handshake("GET /jsonrpc", good)).isEqualTo(405);
        assertThat(handshake("GET /conversations", good)).isEqualTo(200);
    }

    @Test
    void aSocketIsClosedSoonAfterItsCredentialIsRevoked() {
        String key = gateway.addKey("socket-" + session, Scope.USUAL, Allowance.USUAL);
        try (WsClient client = WsClient.open(gateway, "X-API-Key", key)) {
            client.send("type", "ping").next();
            long begun = System.nanoTime();
            gateway.revokeKey("socket-" + session);

            WsClient.Closed closed = client.closed();

            assertThat(closed.code()).isEqualTo(1008);
            assertThat(closed.reason()).contains("credential");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() {
        String large = "x".repeat(512 * 1024);
        CountDownLatch gate = new CountDownLatch(1);
        gateway.upstream()
                .next(Answer.text(Stream.generate(() -> large).limit(32).toArray(String[]::new)).gateAfter(31, gate));
        double before = open(gateway);
        try (RawSocket socket = RawSocket.open(gateway)) {
            socket.text(object("type", "exec", "session_id", session, "prompt", "much").toString());
            until(() -> open(gateway) == before);
        }
        gate.countDown();
        assertThat(gateway.send(gateway.request("/conversations/" + session + "?wait_seconds=30", "X-API-Key", KEY)
                .build()).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallerHasOnlySoManySocketsAndOnesThatAreGoneDoNotCount() {
        String key = gateway.addKey("many-" + session, Scope.USUAL, Allowance.USUAL);
        for (int round = 0; round < 3; round++) {
            List<RawSocket> sockets = Stream.generate(() -> RawSocket.open(gateway, key)).limit(12).toList();
            assertThat(refused("X-API-Key", key)).isEqualTo(429);
            sockets.forEach(RawSocket::close);
            until(() -> open(gateway) == 0);
        }
    }

    @Test
    void aTurnOnASocketCountsAsARequestAndIsRefusedAsOne() {
        String key = gateway.addKey("limited-" + session, Scope.USUAL,
                new Allowance(Optional.of(2), Optional.empty(), Optional.empty()));
        try (WsClient client = WsClient.open(gateway, "X-API-Key", key)) {
            client.send("type", "exec", "session_id", session, "prompt", "the second of two");
            client.until(event("turn.completed"));
            client.send("type", "exec", "session_id", session, "prompt", "one too many");

            assertThat(refusal(client.next())).isEqualTo("too-many-requests");
        }
    }

    @Test
    void whoeverComesAndGoesLeavesNothingBehind() {
        until(() -> open(gateway) == 0);
        for (int i = 0; i < 60; i++) {
            try (RawSocket socket = RawSocket.open(gateway)) {
                socket.text(object("type", "ping").toString());
            }
            until(() -> open(gateway) < 10);
        }
        until(() -> open(gateway) == 0);
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().startsWith("websocket"));
    }

    @Test
    void atAStopTurnsAreToldToTheirEndsAndSocketsSayThatTheServerGoes() throws IOException {
        try (GatewayFixture stopping = GatewayFixture.start()) {
            stopping.upstream().next(Answer.text("a", "b").gateAfter(1, new CountDownLatch(1)));
            try (WsClient client = WsClient.open(stopping, "X-API-Key", KEY);
                    WsClient idle = WsClient.open(stopping, "X-API-Key", KEY)) {
                client.send("type", "exec", "session_id", session, "prompt", "long");
                client.until(event("item.updated"));
                List<LiveStream> streams = Stream.generate(() -> LiveStream
                        .of(stopping.request("/conversations/" + session + "/events", "X-API-Key", KEY).build()))
                        .limit(40).toList();

                stopping.gateway().close(Duration.ZERO);

                JsonObject failed = client.until(event("turn.failed")).getLast().getJsonObject("event");
                assertThat(failed.getJsonObject("error").getString("type")).isEqualTo("interrupted");
                for (LiveStream stream : streams) {
                    assertThat(stream.rest().getLast().getString("type")).isEqualTo("turn.failed");
                    stream.close();
                }
                assertThat(client.closed().code()).isEqualTo(1001);
                assertThat(idle.closed().code()).isEqualTo(1001);
            }
        }
    }

    private static WsClient open() {
        return WsClient.open(gateway, "X-API-Key", KEY);
    }

    private static double open(GatewayFixture gateway) {
        return gateway.metric("codex_watchers");
    }

    private static int refused(String... headers) {
        try (WsClient client = WsClient.open(gateway, headers)) {
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    private static int handshake(String line, String headers) {
        try (WireCaller caller = WireCaller.to(gateway)) {
            return caller.send(line + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + KEY
                    + "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n" + headers + "\r\n").receive()
                    .status();
        }
    }

    private static String refusal(JsonObject said) {
        assertThat(said.getString("type")).isEqualTo("error");
        return said.getJsonObject("error").getString("type");
    }

    private static String text(List<JsonObject> told) {
        return told.stream().filter(event("item.updated")).map(said -> said.getJsonObject("event").getString("delta"))
                .collect(Collectors.joining());
    }
}
