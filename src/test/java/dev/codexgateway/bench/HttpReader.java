package dev.codexgateway.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Takes HTTP/1.1 messages apart as their bytes come, one after the other on a connection that is kept (RFC 9112 §6). It
 * allocates nothing per message but the head. Not thread-safe.
 */
final class HttpReader {
    private static final int LARGEST_HEAD = 64 * 1024;

    private final Listener listener;
    private final StringBuilder line = new StringBuilder(512);
    private State state = State.HEAD;
    private long remaining;

    HttpReader(Listener listener) {
        this.listener = listener;
    }

    /** All that has arrived; nothing is left in the buffer. */
    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            switch (state) {
                case HEAD -> head(bytes.get());
                case FIXED, CHUNK -> body(bytes);
                case CHUNK_SIZE -> chunkSize(bytes.get());
                case CHUNK_END -> {
                    if (bytes.get() == '\n') {
                        state = State.CHUNK_SIZE;
                    }
                }
                case TRAILERS -> trailer(bytes.get());
            }
        }
    }

    private void head(byte next) {
        line.append((char) (next & 0xff));
        if (line.length() > LARGEST_HEAD) {
            throw new IllegalStateException("no head: " + line.substring(0, 200));
        }
        if (next != '\n' || !endsHead()) {
            return;
        }
        String head = line.toString();
        line.setLength(0);
        String names = head.toLowerCase(Locale.ROOT);
        listener.head(head);
        if (names.contains("\r\ntransfer-encoding: chunked\r\n")) {
            state = State.CHUNK_SIZE;
            return;
        }
        remaining = contentLength(names);
        state = State.FIXED;
        if (remaining == 0) {
            end();
        }
    }

    private boolean endsHead() {
        int length = line.length();
        return length > 3 && line.charAt(length - 3) == '\n';
    }

    private static long contentLength(String names) {
        int at = names.indexOf("\r\ncontent-length:");
        return at < 0
                ? 0
                : Long.parseLong(names.substring(names.indexOf(':', at) + 1, names.indexOf('\r', at + 2))
                        .strip());
    }

    private void body(ByteBuffer bytes) {
        int length = (int) Math.min(remaining, bytes.remaining());
        listener.body(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
        bytes.position(bytes.position() + length);
        remaining -= length;
        if (remaining == 0 && state == State.FIXED) {
            end();
        } else if (remaining == 0) {
            state = State.CHUNK_END;
        }
    }

    private void chunkSize(byte next) {
        if (next != '\n') {
            line.append((char) next);
            return;
        }
        remaining = Long.parseLong(line.toString().split(";", 2)[0].strip(), 16);
        line.setLength(0);
        state = remaining == 0 ? State.TRAILERS : State.CHUNK;
    }

    private void trailer(byte next) {
        if (next == '\n' && line.isEmpty()) {
            end();
        } else if (next == '\n') {
            line.setLength(0);
        } else if (next != '\r') {
            line.append((char) next);
        }
    }

    private void end() {
        state = State.HEAD;
        listener.end();
    }

    private enum State {
        HEAD, FIXED, CHUNK_SIZE, CHUNK, CHUNK_END, TRAILERS
    }

    /** Is told of the messages. */
    interface Listener {
        /** @param head the first line and the fields, as they came */
        void head(String head);

        /** Part of the body, without its framing. */
        void body(byte[] bytes, int from, int length);

        void end();
    }
}
