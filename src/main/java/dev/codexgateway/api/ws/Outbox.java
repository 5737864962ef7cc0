package dev.codexgateway.api.ws;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import jakarta.json.JsonObject;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.websocket.WsOpCode;

import dev.codexgateway.api.Streams;
import dev.codexgateway.api.StreamsConfig;

/**
 * What is to be said on a socket, in order: a bounded queue and the one thread that writes. Whoever puts something in waits
 * while it is full, and where that takes too long the reader is cut off. In a silence the client is pinged.
 */
final class Outbox {
    private static final int ROOM = 16;
    /** How long the last frames may take. */
    private static final Duration CLOSING = Duration.ofSeconds(3);
    private static final int FIN = 0x80;
    private static final Logger LOG = System.getLogger(Outbox.class.getName());

    private final DataWriter out;
    private final StreamsConfig config;
    private final BlockingQueue<Frame> pending = new ArrayBlockingQueue<>(ROOM);
    private final Streams.Opened opened;
    private final Thread writer = Thread.ofVirtual().name("websocket-writer").unstarted(this::write);
    private volatile boolean closing;

    /** @param opened by which a write that takes too long is seen */
    Outbox(DataWriter out, StreamsConfig config, Streams.Opened opened) {
        this.out = out;
        this.config = config;
        this.opened = opened;
    }

    void start() {
        writer.start();
    }

    /** Waits for room. */
    void say(JsonObject message) throws InterruptedException {
        put(new Frame(WsOpCode.TEXT, message.toString().getBytes(StandardCharsets.UTF_8)));
    }

    void pong(byte[] payload) throws InterruptedException {
        put(new Frame(WsOpCode.PONG, payload));
    }

    /** Whether nothing more is said but why the socket is closed. */
    boolean closing() {
        return closing;
    }

    /** Says why, after the frame that is being written and instead of all that waits. The first reason counts. */
    void close(int code, String reason) {
        if (beginToClose()) {
            closeNow(closing(code, reason));
        }
    }

    /** As {@link #close}, but after all that waits, unless that does not move on. */
    void closeAfterLastWords(int code, String reason) throws InterruptedException {
        if (beginToClose()) {
            Frame frame = closing(code, reason);
            if (!pending.offer(frame, CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                closeNow(frame);
            }
        }
    }

    private synchronized boolean beginToClose() {
        boolean first = !closing;
        closing = true;
        return first;
    }

    private void closeNow(Frame frame) {
        do {
            pending.clear();
        } while (!pending.offer(frame));
    }

    private static Frame closing(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        return new Frame(WsOpCode.CLOSE,
                ByteBuffer.allocate(2 + words.length).putShort((short) code).put(words).array());
    }

    /** Waits for what closes to be written, and else ends the connection. */
    void awaitWritten() {
        try {
            writer.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer.interrupt();
    }

    private void put(Frame frame) throws InterruptedException {
        if (!closing && !pending.offer(frame, config.patience().toMillis(), TimeUnit.MILLISECONDS)) {
            opened.cut(Streams.Cut.SLOW);
        }
    }

    private void write() {
        try {
            boolean more = true;
            while (more) {
                Frame next = pending.poll(config.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
                Frame frame = next == null ? Frame.PING : next;
                opened.write(frame.bytes(),
                        (bytes, offset, length) -> out.writeNow(BufferData.create(bytes, offset, length)));
                more = frame.opCode() != WsOpCode.CLOSE;
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a socket was ended");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.DEBUG, "a socket was lost", e);
        }
    }

    /** @param payload as it is sent: a server masks nothing (RFC 6455 §5.1) */
    private record Frame(WsOpCode opCode, byte[] payload) {
        static final Frame PING = new Frame(WsOpCode.PING, new byte[0]);
        private static final int SHORT = 126;
        private static final int LONG = 127;

        byte[] bytes() {
            int length = payload.length;
            ByteBuffer bytes = ByteBuffer.allocate(length + 10).put((byte) (FIN | opCode.code()));
            if (length < SHORT) {
                bytes.put((byte) length);
            } else if (length < 1 << 16) {
                bytes.put((byte) SHORT).putShort((short) length);
            } else {
                bytes.put((byte) LONG).putLong(length);
            }
            return Arrays.copyOf(bytes.put(payload).array(), bytes.position());
        }
    }
}
