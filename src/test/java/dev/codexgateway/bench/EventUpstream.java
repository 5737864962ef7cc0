package dev.codexgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * An upstream that answers every request with a stream of {@link TimedEvents}: the first at once, the others at an interval.
 * One thread sends them all, so that the upstream takes little of the processor that is measured.
 */
final class EventUpstream implements AutoCloseable {
    private static final int BACKLOG = 4096;
    private static final long LONGEST_SLEEP = 1_000_000;

    private final ServerSocketChannel listening;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Stream> begun = new ConcurrentLinkedQueue<>();
    private final int deltas;
    private final long interval;
    private volatile boolean held;

    private EventUpstream(ServerSocketChannel listening, int deltas, Duration interval) {
        this.listening = listening;
        this.deltas = deltas;
        this.interval = interval.toNanos();
    }

    static EventUpstream start(int deltas, Duration interval) {
        try {
            ServerSocketChannel listening = ServerSocketChannel.open()
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            EventUpstream upstream = new EventUpstream(listening, deltas, interval);
            Thread.ofPlatform().daemon().name("event-upstream-accept").start(upstream::accept);
            Thread.ofPlatform().daemon().name("event-upstream").start(upstream::send);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.socket().getLocalPort();
    }

    /** From now on every stream is silent after its first event. */
    EventUpstream hold() {
        held = true;
        return this;
    }

    /** Streams go on. */
    void release() {
        held = false;
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (SocketChannel channel : open) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = listening.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                open.add(channel);
                Thread.ofVirtual().name("event-upstream").start(() -> serve(channel));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        ByteBuffer in = ByteBuffer.allocate(4096);
        ByteBuffer out = ByteBuffer.allocate(1024);
        HttpReader requests = new HttpReader(new HttpReader.Listener() {
            @Override
            public void head(String head) {}

            @Override
            public void body(byte[] bytes, int from, int length) {}

            @Override
            public void end() {
                begin(channel, out);
            }
        });
        try (channel) {
            while (channel.read(in.clear()) >= 0) {
                requests.take(in.flip());
            }
        } catch (IOException | UncheckedIOException e) {
            // the client left
        } finally {
            open.remove(channel);
        }
    }

    private void begin(SocketChannel channel, ByteBuffer out) {
        out.clear().put(TimedEvents.HEAD);
        TimedEvents.delta(out, 0);
        write(channel, out.flip());
        begun.add(new Stream(channel, System.nanoTime() + interval));
    }

    private void send() {
        PriorityQueue<Stream> streams = new PriorityQueue<>(Comparator.comparingLong((Stream stream) -> stream.due));
        ByteBuffer out = ByteBuffer.allocate(1024);
        while (listening.isOpen()) {
            for (Stream next = begun.poll(); next != null; next = begun.poll()) {
                streams.add(next);
            }
            Stream first = held ? null : streams.peek();
            long wait = first == null ? LONGEST_SLEEP : first.due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(Math.min(wait, LONGEST_SLEEP));
            } else if (goOn(streams.remove(), out.clear())) {
                streams.add(first);
            }
        }
    }

    /** Whether there is more to come of this stream. */
    private boolean goOn(Stream stream, ByteBuffer out) {
        boolean more = stream.number < deltas;
        if (more) {
            TimedEvents.delta(out, stream.number++);
        } else {
            TimedEvents.end(out);
        }
        stream.due += interval;
        try {
            write(stream.channel, out.flip());
            return more;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void write(SocketChannel channel, ByteBuffer out) {
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Stream {
        private final SocketChannel channel;
        private long due;
        private int number = 1;

        Stream(SocketChannel channel, long due) {
            this.channel = channel;
            this.due = due;
        }
    }
}
