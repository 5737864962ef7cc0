package dev.codexgateway.codex.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamFault.Reason;

@Tag("html-9.2.6")
class SseReaderTest {
    private static final int LIMIT = 1 << 16;

    @ParameterizedTest
    @MethodSource
    void aStreamIsTheseEvents(String stream, List<String> events) {
        assertThat(events(stream, LIMIT)).isEqualTo(events);
    }

    static Stream<Arguments> aStreamIsTheseEvents() {
        return Stream.of(
                Arguments.of("", List.of()),
                Arguments.of("\n\n\n", List.of()),
                Arguments.of("data: one\n\ndata: two\n\n", List.of("one", "two")),
                Arguments.of("data:one\n\n", List.of("one")),
                Arguments.of("data:  one \n\n", List.of(" one ")),
                Arguments.of("data: YHOO\ndata: +2\ndata: 10\n\n", List.of("YHOO\n+2\n10")),
                Arguments.of("data\n\ndata\ndata\n\ndata:", List.of("", "\n")),
                Arguments.of(": a comment\n\n:\ndata: one\n: another\n\n", List.of("one")),
                Arguments.of("event: x\nid: 7\nretry: 10\ndata: one\n\n", List.of("one")),
                Arguments.of("event: x\n\ndata: one\n\n", List.of("one")),
                Arguments.of("database: x\nDATA: x\n data: x\ndat: x\ndata x\n\n", List.of()),
                Arguments.of("\uFEFFdata: one\n\n\uFEFFdata: two\n\n", List.of("one")),
                Arguments.of("\uFEFF\ndata: one\n\n", List.of("one")),
                Arguments.of("data: \uFEFFone\n\n", List.of("\uFEFFone")),
                Arguments.of("data: one\r\rdata: two\r\n\r\ndata: three\n\n", List.of("one", "two", "three")),
                Arguments.of("data: one\rdata: two\n\r\n", List.of("one\ntwo")),
                Arguments.of("data: one\n\ndata: cut off\n", List.of("one")),
                Arguments.of("data: one\n\ndata: cut off", List.of("one")),
                Arguments.of("data: {\"colon\": \"a: b\"}\n\n", List.of("{\"colon\": \"a: b\"}")),
                Arguments.of("data: Grüße 😀\n\n", List.of("Grüße 😀")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void anyChunkingOfAnyStreamGivesTheSameEvents(String lineEnd) {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<String> expected = new ArrayList<>();
            byte[] stream = stream(random, lineEnd, expected);

            SseReader reader = new SseReader(new Chunked(stream, random), LIMIT);

            assertThat(all(reader)).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void oneLineMayBeAsLongAsTheLimitAndNoLonger() {
        String data = "x".repeat(LIMIT - "data:".length());

        assertThat(events("data:" + data + "\n\n", LIMIT)).containsExactly(data);
        oversized("data:x" + data + "\n\n");
        oversized(":" + "x".repeat(LIMIT) + "\n");
    }

    @Test
    void anEventOfManyLinesMayBeAsLongAsTheLimitAndNoLonger() {
        String most = ("data:" + "x".repeat(255) + "\n").repeat(LIMIT / 256);

        assertThat(events(most + "data\n\n", LIMIT).getFirst()).hasSize(LIMIT);
        oversized(most + "data:x\n\n");
        oversized(most + "data\ndata\n\n");
    }

    @Test
    void theLimitIsAnEventsAndNotTheStreams() {
        String event = "data:" + "x".repeat(LIMIT / 2) + "\n\n";

        assertThat(events(event.repeat(10), LIMIT)).hasSize(10);
    }

    @Test
    void aLineWithoutEndIsRefusedAtTheLimit() {
        Endless endless = new Endless();

        assertThatExceptionOfType(UpstreamFault.class).isThrownBy(new SseReader(endless, LIMIT)::next)
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.OVERSIZED));

        assertThat(endless.given).isLessThan(2 * LIMIT);
    }

    @Test
    void aStreamThatBreaksIsCutOff() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };

        assertThatExceptionOfType(UpstreamFault.class).isThrownBy(new SseReader(broken, LIMIT)::next)
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.CUT));
    }

    private static void oversized(String stream) {
        assertThatExceptionOfType(UpstreamFault.class).isThrownBy(() -> events(stream, LIMIT))
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.OVERSIZED));
    }

    private static List<String> events(String stream, int limit) {
        return all(new SseReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)), limit));
    }

    private static List<String> all(SseReader reader) {
        List<String> events = new ArrayList<>();
        for (Optional<String> event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get());
        }
        return events;
    }

    /** Any events among comments and other fields; what their data is goes into {@code expected}. */
    private static byte[] stream(Random random, String lineEnd, List<String> expected) {
        StringBuilder stream = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
        for (int event = random.nextInt(6); event > 0; event--) {
            List<String> data = new ArrayList<>();
            for (int line = random.nextInt(5); line > 0; line--) {
                switch (random.nextInt(4)) {
                    case 0 -> stream.append(':').append(text(random)).append(lineEnd);
                    case 1 -> stream.append("event: ").append(text(random)).append(lineEnd);
                    default -> {
                        data.add(text(random));
                        stream.append("data: ").append(data.getLast()).append(lineEnd);
                    }
                }
            }
            stream.append(lineEnd);
            if (!data.isEmpty()) {
                expected.add(String.join("\n", data));
            }
        }
        return stream.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(Random random) {
        String[] letters = {"a", " ", ":", "data", "é", "€", "😀", "\u2028", "\\n", "\uFEFF"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(random.nextBoolean() ? 4 : 400); i > 0; i--) {
            text.append(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    /** Gives what it has in pieces of any size. */
    private static final class Chunked extends ByteArrayInputStream {
        private final Random random;

        Chunked(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] bytes, int offset, int length) {
            return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(random.nextBoolean() ? 3 : 300)));
        }
    }

    private static final class Endless extends InputStream {
        private int given;

        @Override
        public int read() {
            given++;
            return 'x';
        }
    }
}
