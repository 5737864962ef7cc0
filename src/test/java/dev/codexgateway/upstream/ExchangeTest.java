package dev.codexgateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.codexgateway.config.Secret;
import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.ScriptedUpstream;
import dev.codexgateway.upstream.UpstreamFault.Reason;

class ExchangeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Secret KEY = Secret.of("key");
    private static final byte[] STREAMED = "{\"stream\":true,\"input\":\"Hi\"}".getBytes(StandardCharsets.UTF_8);

    private final ScriptedUpstream server = ScriptedUpstream.start();
    private final List<Runnable> stoppers = new CopyOnWriteArrayList<>();
    private final OpenAiUpstream upstream = upstream(server.baseUrl());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aCallThatIsStoppedBetweenTwoReadsEndsItsConnection() throws Exception {
        server.next(Answer.text("a").silentAfter(1));
        try (Exchange exchange = post()) {
            exchange.body().read();

            stoppers.getFirst().run();
        }

        server.requests().getFirst().clientGone().get(1, TimeUnit.SECONDS);
    }

    @Test
    void whatIsReadAfterAStopIsAFault() {
        try (Exchange exchange = post()) {
            InputStream body = exchange.body();
            stoppers.getFirst().run();

            assertThatExceptionOfType(UpstreamFault.class).isThrownBy(body::read)
                    .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.STOPPED));
        }
    }

    @Test
    void anAnswerThatGoesOnAfterItsFinalEventIsLeft() throws Exception {
        server.next(Answer.text("a").rawEvent("response.completed").silentAfter(1));

        virtually(() -> {
            try (Exchange exchange = post()) {
                readToTheFinalEvent(exchange.body());
                return "left";
            }
        });

        server.requests().getFirst().clientGone().get(1, TimeUnit.SECONDS);
    }

    @Test
    void aProbeOfASilentUpstreamEndsOnAnyThread() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            OpenAiUpstream probed = new OpenAiUpstream(new UpstreamConfig(Optional.of(KEY),
                    URI.create("http://127.0.0.1:" + silent.getLocalPort()), LONG, Duration.ofMillis(200), LONG, 0,
                    LONG));

            assertTimeout(Duration.ofSeconds(5),
                    () -> assertThatExceptionOfType(UpstreamFault.class).isThrownBy(() -> probed.probe(KEY))
                            .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.TIMEOUT)));
        }
    }

    /** As turns run: only there does an interrupt break a read. */
    private static <T> T virtually(Callable<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(work).get(5, TimeUnit.SECONDS);
        }
    }

    private Exchange post() {
        return upstream.post("/responses", STREAMED, LONG, stoppers::add, _ -> {});
    }

    private static OpenAiUpstream upstream(URI url) {
        return new OpenAiUpstream(
                new UpstreamConfig(Optional.of(KEY), url, LONG, LONG, LONG, 0, LONG));
    }

    private static void readToTheFinalEvent(InputStream body) throws Exception {
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (read.indexOf("response.completed") < 0) {
            int length = body.read(buffer);
            assertThat(length).isPositive();
            read.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
        }
    }
}
