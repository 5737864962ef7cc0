package dev.codexgateway.testing;

import static dev.codexgateway.testing.UpstreamClient.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedFaultsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final ScriptedUpstream upstream = ScriptedUpstream.start();
    private final UpstreamClient client = new UpstreamClient(upstream.baseUrl());

    @AfterEach
    void close() {
        client.close();
        upstream.close();
    }

    @Test
    void aCutStreamEndsWithoutItsLastChunk() throws Exception {
        upstream.next(Answer.text("Hel", "lo").cutAfter(1));

        try (Socket socket = client.askBarely("Hi")) {
            String wire = new String(socket.getInputStream().readAllBytes());

            assertThat(wire).contains("\"Hel\"").doesNotContain("\"lo\"").doesNotEndWith("0\r\n\r\n");
        }
        assertThat(upstream.requests().getFirst().clientGone()).isNotDone();
    }

    @Test
    void aResetIsSeenAsOne() throws Exception {
        upstream.next(Answer.text("Hel", "lo").resetAfter(1), Answer.resetBeforeHeaders());

        for (int i = 0; i < 2; i++) {
            try (Socket socket = client.askBarely("Hi")) {
                InputStream in = socket.getInputStream();
                assertThatExceptionOfType(SocketException.class).isThrownBy(in::readAllBytes)
                        .withMessageContaining("reset");
            }
        }
    }

    @Test
    void aCloseBeforeTheHeadersSendsNotAByte() throws Exception {
        upstream.next(Answer.closeBeforeHeaders());

        try (Socket socket = client.askBarely("Hi")) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void aGateHoldsBackTheRest() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        upstream.next(Answer.text("Hel", "lo").gateAfter(1, gate));

        try (Socket socket = client.askBarely("Hi")) {
            readUntil(socket.getInputStream(), "\"Hel\"");
            gate.countDown();
            readUntil(socket.getInputStream(), "\"lo\"");
        }
    }

    @Test
    void aClientThatLeavesIsNoticedWhileNothingIsSent() throws Exception {
        CountDownLatch shut = new CountDownLatch(1);
        upstream.next(Answer.silent(), Answer.text("a").gate(shut), Answer.text("a").gateAfter(0, shut),
                Answer.text("a").silentAfter(1), Answer.silent());

        for (int i = 0; i < 5; i++) {
            try (Socket socket = client.askBarely("Hi")) {
                upstream.awaitRequest(i, SOON);
                socket.setSoLinger(i == 4, 0);
            }
            upstream.requests().get(i).clientGone().get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        upstream.awaitOpenConnections(0, SOON);
    }

    @Test
    void aClientThatLeavesAfterTheFinalEventIsNotGone() throws Exception {
        try (Socket socket = client.askBarely("Hi")) {
            readUntil(socket.getInputStream(), "event: response.completed");
        }
        upstream.awaitOpenConnections(0, SOON);

        assertThat(upstream.requests().getFirst().clientGone()).isNotDone();
    }

    @Test
    void closingTheServerIsNotTheClientsLeaving() throws Exception {
        upstream.next(Answer.silent());

        try (Socket socket = client.askBarely("Hi")) {
            upstream.awaitRequest(0, SOON);
            upstream.close();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        upstream.awaitOpenConnections(0, SOON);
        assertThat(upstream.requests().getFirst().clientGone()).isNotDone();
    }

    @Test
    void whatIsNoHttpIsCutOff() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", upstream.baseUrl().getPort())) {
            socket.getOutputStream().write("garbage\r\n\r\n".getBytes());
            upstream.awaitOpenConnections(0, SOON);
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void itRefusesConnectionsAndListensOnTheSamePortAgain() throws Exception {
        upstream.next(Answer.silent());
        try (Socket socket = client.askBarely("before")) {
            upstream.awaitRequest(0, SOON);

            upstream.refuse();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> client.askBarely("meanwhile"));
        }
        upstream.listen();
        assertThat(client.ask("after").body()).contains("Echo: ", "after");
    }
}
