package dev.codexgateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Callers that have one stream after the other, each on a connection of its own. One thread reads for all of them and notes
 * when what arrived; every event must be the one that was sent, and the next one.
 */
final class EventCallers implements AutoCloseable {
    private static final Duration LAST_STREAMS = Duration.ofSeconds(20);

    private final Selector selector;
    private final ByteBuffer request;
    private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
    private final List<Caller> callers = new ArrayList<>();
    private final Sample latencies = new Sample();
    private final Sample firsts = new Sample();
    private long wrong;
    private long ended;
    private long running;

    private EventCallers(Selector selector, Way way) {
        this.selector = selector;
        byte[] body = Nginx.resource("request.json").replace("\"store\"", "\"stream\": true, \"store\"")
                .getBytes(UTF_8);
        byte[] head = ("POST /v1/responses HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + way.key()
                + "\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: " + body.length
                + "\r\n\r\n").getBytes(US_ASCII);
        this.request = ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
    }

    /** Connects so many; none asks yet. */
    static EventCallers connect(Way way, int count) {
        try {
            EventCallers callers = new EventCallers(Selector.open(), way);
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel
                        .open(new InetSocketAddress(InetAddress.getLoopbackAddress(), way.port()));
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                Caller caller = callers.new Caller(channel);
                caller.key = channel.register(callers.selector, SelectionKey.OP_READ, caller);
                callers.callers.add(caller);
            }
            return callers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has streams for so long, and lets the last of them end.
     *
     * @param apart between the first requests of two callers, so that they do not all do the same at the same time
     */
    Measured run(Duration duration, Duration apart) {
        long start = System.nanoTime();
        begin(apart);
        long deadline = start + duration.toNanos();
        read(() -> System.nanoTime() > deadline);
        callers.forEach(caller -> caller.last = true);
        awaitEnds();
        return measured();
    }

    /** Begins a stream for each, one after the other, and returns when each has its first event. */
    void open(Duration apart) {
        callers.forEach(caller -> caller.last = true);
        begin(apart);
        long deadline = System.nanoTime() + LAST_STREAMS.toNanos();
        read(() -> firsts.size() + wrong >= callers.size() || System.nanoTime() > deadline);
    }

    /** Lets the streams end that are open. */
    Measured awaitEnds() {
        long deadline = System.nanoTime() + LAST_STREAMS.toNanos();
        read(() -> running == 0 || System.nanoTime() > deadline);
        wrong += running;
        return measured();
    }

    @Override
    public void close() {
        try {
            for (Caller caller : callers) {
                caller.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Measured measured() {
        return new Measured(ended, wrong, latencies, firsts);
    }

    private void begin(Duration apart) {
        long start = System.nanoTime();
        for (int i = 0; i < callers.size(); i++) {
            long due = start + i * apart.toNanos();
            read(() -> System.nanoTime() >= due);
            callers.get(i).ask();
        }
    }

    private void read(Condition over) {
        try {
            while (!over.holds()) {
                selector.select(this::arrived, 1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void arrived(SelectionKey key) {
        Caller caller = (Caller) key.attachment();
        try {
            int read = caller.channel.read(in.clear());
            caller.now = System.nanoTime();
            if (read < 0) {
                throw new IOException("closed");
            }
            caller.reader.take(in.flip());
        } catch (IOException | RuntimeException e) {
            caller.fail();
        }
    }

    private interface Condition {
        boolean holds();
    }

    /**
     * @param streams   that came to their right end
     * @param wrong     events that were not the right one, answers without success, streams without end
     * @param latencies from sending an event to its arrival, in nanoseconds
     * @param firsts    from sending the request to the arrival of its first event
     */
    record Measured(long streams, long wrong, Sample latencies, Sample firsts) {}

    private final class Caller implements HttpReader.Listener {
        private final SocketChannel channel;
        private final HttpReader reader = new HttpReader(this);
        private final byte[] event = new byte[1024];
        private SelectionKey key;
        private int length;
        private int number;
        private long asked;
        private long now;
        private boolean last;
        private boolean completed;

        Caller(SocketChannel channel) {
            this.channel = channel;
        }

        void ask() {
            number = 0;
            length = 0;
            completed = false;
            asked = System.nanoTime();
            running++;
            try {
                channel.write(request.duplicate());
            } catch (IOException e) {
                fail();
            }
        }

        @Override
        public void head(String head) {
            if (!head.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException(head);
            }
        }

        @Override
        public void body(byte[] bytes, int from, int count) {
            for (int at = from; at < from + count; at++) {
                event[length++] = bytes[at];
                if (bytes[at] == '\n' && length > 1 && event[length - 2] == '\n') {
                    event();
                    length = 0;
                }
            }
        }

        @Override
        public void end() {
            if (!completed || length != 0) {
                wrong++;
            } else {
                ended++;
            }
            running--;
            if (!last) {
                ask();
            }
        }

        private void event() {
            long sent = TimedEvents.sent(event, length, number);
            if (sent < 0) {
                completed = TimedEvents.completed(event, length);
                wrong += completed ? 0 : 1;
                return;
            }
            if (number++ == 0) {
                firsts.add(now - asked);
            }
            latencies.add(now - sent);
        }

        private void fail() {
            key.cancel();
            wrong++;
            running--;
            last = true;
        }
    }
}
