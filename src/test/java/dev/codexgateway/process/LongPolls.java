package dev.codexgateway.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Polls that wait at the same time, each on a connection of its own. One thread takes what arrives and the time at which it
 * did, and reads nothing of it before all are there: what is measured is the service, not its callers.
 */
final class LongPolls implements AutoCloseable {
    private static final int ENOUGH = 16 * 1024;

    private final Selector selector;
    private final List<Poll> polls = new ArrayList<>();
    private final CompletableFuture<Void> all = new CompletableFuture<>();

    private LongPolls(Selector selector) {
        this.selector = selector;
    }

    /** Sends a poll of each of these conversations. */
    static LongPolls of(GatewayProcess gateway, List<String> sessions) {
        try {
            LongPolls polls = new LongPolls(Selector.open());
            for (String session : sessions) {
                polls.send(gateway, session);
            }
            Thread.ofPlatform().daemon().name("polls").priority(Thread.MAX_PRIORITY).start(polls::read);
            return polls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each was answered, and when. */
    List<Answered> answers(Duration bound) {
        try {
            all.orTimeout(bound.toMillis(), TimeUnit.MILLISECONDS).join();
            return polls.stream().map(poll -> new Answered(poll.bytes.toString(StandardCharsets.UTF_8), poll.arrived))
                    .toList();
        } finally {
            close();
        }
    }

    private void send(GatewayProcess gateway, String session) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", gateway.url("/").getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer request = StandardCharsets.US_ASCII.encode("GET /conversations/" + session
                + "?wait_seconds=40 HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + gateway.key() + "\r\n\r\n");
        while (request.hasRemaining()) {
            channel.write(request);
        }
        channel.configureBlocking(false);
        Poll poll = new Poll(channel);
        polls.add(poll);
        channel.register(selector, SelectionKey.OP_READ, poll);
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(ENOUGH);
        byte[] bytes = new byte[ENOUGH];
        int missing = polls.size();
        try {
            while (missing > 0) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    Poll poll = (Poll) key.attachment();
                    int read = poll.channel.read(buffer.clear());
                    if (read < 0) {
                        throw new IOException("closed after " + poll.bytes);
                    }
                    buffer.flip().get(bytes, 0, read);
                    poll.bytes.write(bytes, 0, read);
                    // An answer is written at once, and is smaller than what is read at once: its end is the JSON's.
                    if (bytes[read - 1] == '}') {
                        poll.arrived = Instant.now();
                        key.cancel();
                        missing--;
                    }
                }
                selector.selectedKeys().clear();
            }
            all.complete(null);
        } catch (IOException | RuntimeException e) {
            all.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        try {
            for (Poll poll : polls) {
                poll.channel.close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param text head and body */
    record Answered(String text, Instant arrived) {

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    private static final class Poll {
        private final SocketChannel channel;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        private Instant arrived = Instant.MAX;

        Poll(SocketChannel channel) {
            this.channel = channel;
        }
    }
}
