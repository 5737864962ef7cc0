package dev.codexgateway.proxy;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks a passing gzip body (RFC 1952) for whoever looks from the side. It gives up silently. For one thread; must be closed. */
final class Gunzip implements AutoCloseable {
    private static final int HEADER = 10;
    private static final int MAGIC = 0x1f;
    private static final int FLAGS = 3;
    /** More is not looked at: whoever answers so much has hardly put the usage behind it. */
    private static final long MOST = 64L * 1024 * 1024;

    private final Inflater inflater = new Inflater(true);
    private final byte[] unpacked = new byte[8 * 1024];
    private final Seen seen;
    private int header;
    private long total;
    private boolean givenUp;

    Gunzip(Seen seen) {
        this.seen = seen;
    }

    void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (header < HEADER && at < to) {
            byte b = bytes[at++];
            // Without the optional fields, which nobody sends over HTTP.
            givenUp |= header == 0 && b != MAGIC || header == FLAGS && b != 0;
            header++;
        }
        if (givenUp || at == to || inflater.finished()) {
            return;
        }
        inflater.setInput(bytes, at, to - at);
        try {
            int count = inflater.inflate(unpacked);
            while (count > 0 && total <= MOST) {
                total += count;
                seen.feed(unpacked, 0, count);
                count = inflater.inflate(unpacked);
            }
        } catch (DataFormatException e) {
            givenUp = true;
        }
        givenUp |= total > MOST;
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Who looks. */
    interface Seen {
        void feed(byte[] bytes, int from, int to);
    }
}
