package dev.codexgateway.api.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.api.Streams;
import dev.codexgateway.api.StreamsConfig;
import dev.codexgateway.json.Json;

/** What is still said on a socket whose connection is slow when it closes. */
@Timeout(60)
class OutboxTest {
    private static final StreamsConfig CONFIG = new StreamsConfig(1, Duration.ofMinutes(1), Duration.ofMinutes(1));

    private final Streams streams = new Streams(CONFIG, new LastingCredentials(List.of(), Resource.API));
    private final SlowLine line = new SlowLine();
    private final Streams.Opened opened = streams.open(new Caller("key:a", "a", Scope.USUAL),
            new LastingCredentials.Held("a-key"), _ -> {});
    private final Outbox outbox = new Outbox(line, CONFIG, opened);

    @BeforeEach
    void twoWordsWait() throws InterruptedException {
        outbox.start();
        say("first");
        line.begun.await();
        say("last");
    }

    @AfterEach
    void stop() {
        line.open.countDown();
        outbox.awaitWritten();
        opened.close();
        streams.close();
    }

    @Test
    void theLastWordsAreSaidBeforeAStop() throws InterruptedException {
        outbox.closeAfterLastWords(1001, "stopping");
        line.open.countDown();
        outbox.awaitWritten();

        assertThat(line.written()).containsExactly("{\"type\":\"first\"}", "{\"type\":\"last\"}", "1001 stopping");
    }

    @Test
    void whatWaitsIsDroppedWhereAReaderIsCutOff() throws InterruptedException {
        outbox.close(1008, "revoked");
        line.open.countDown();
        outbox.awaitWritten();

        assertThat(line.written()).containsExactly("{\"type\":\"first\"}", "1008 revoked");
    }

    @Test
    void theFirstReasonCounts() throws InterruptedException {
        outbox.close(1008, "revoked");
        outbox.closeAfterLastWords(1001, "stopping");
        line.open.countDown();
        outbox.awaitWritten();

        assertThat(line.written()).last().isEqualTo("1008 revoked");
    }

    private void say(String type) throws InterruptedException {
        outbox.say(Json.createObjectBuilder().add("type", type).build());
    }

    /** Takes nothing until it is opened. */
    private static final class SlowLine implements DataWriter {
        private static final int CLOSE = 0x88;
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        private final List<String> frames = new ArrayList<>();

        @Override
        public void writeNow(BufferData frame) {
            begun.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            boolean closes = frame.read() == CLOSE;
            int length = frame.read();
            String code = closes ? frame.readInt16() + " " : "";
            synchronized (frames) {
                frames.add(code + frame.readString(closes ? length - 2 : length, StandardCharsets.UTF_8));
            }
        }

        List<String> written() {
            synchronized (frames) {
                return List.copyOf(frames);
            }
        }

        @Override
        public void write(BufferData... buffers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(BufferData buffer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void writeNow(BufferData... buffers) {
            throw new UnsupportedOperationException();
        }
    }
}
