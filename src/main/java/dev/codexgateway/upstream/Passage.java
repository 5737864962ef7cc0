package dev.codexgateway.upstream;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;

import javax.net.ssl.SSLException;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.wire.Bytes;

/**
 * One request that is passed through, and its answer. Its line is leased to it alone and goes back at most once, and only if
 * nothing is left on it. For one thread, but for {@link #abort}.
 *
 * <p>A line that was kept may have been ended by the upstream at the moment at which it was taken. Then, and only if no byte
 * of an answer came and the whole request is still held, the request is sent once more on a new line.
 */
public final class Passage implements AutoCloseable {
    /** Before a piece, so that what frames it for the caller can be written there; and behind it. */
    public static final int ROOM = 16;
    private static final int MOST_HEAD = 64 * 1024;
    private static final int MOST_INTERIM = 8;
    private static final int LARGE = 64 * 1024;

    private final Relay relay;
    private final Relay.Desk desk;
    private final long begun = System.nanoTime();
    private volatile @Nullable Socket socket;
    private volatile boolean aborted;
    private @Nullable Line line;
    private boolean kept;
    private boolean whole;
    private boolean sent;
    private Framing framing = Framing.NONE;
    private boolean clean;
    private boolean closed;
    private long left;
    private int from;
    private int to;

    Passage(Relay relay, Relay.Desk desk) {
        this.relay = relay;
        this.desk = desk;
    }

    /** Where the head of the request is to be written, and behind it as much of the body as is to go with it. */
    public Bytes request() {
        return desk.out;
    }

    /**
     * Sends {@link #request}.
     *
     * @param complete whether it is the whole request
     */
    public void send(boolean complete) {
        whole = complete;
        sent = complete;
        Line rested = rested(complete);
        kept = rested != null;
        lease(rested == null ? opened() : rested);
        try {
            leased().out().write(desk.out.array(), 0, desk.out.length());
        } catch (IOException e) {
            again(e);
        }
    }

    private @Nullable Line rested(boolean complete) {
        Line rested = relay.rested();
        while (rested != null && !complete && !rested.listens()) {
            relay.discard(rested);
            rested = relay.rested();
        }
        return rested;
    }

    private void lease(Line leased) {
        line = leased;
        socket = leased.raw();
        if (aborted) {
            throw new UpstreamFault(Reason.STOPPED);
        }
    }

    /** Sends more of the body. */
    public void send(byte[] bytes, int begin, int end) throws IOException {
        kept = false;
        leased().out().write(bytes, begin, end - begin);
    }

    /** Nothing follows. */
    public void sent() {
        sent = true;
    }

    /** Waits for the head of the answer. */
    public AnswerHead answer() {
        int filled = ROOM;
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            while (!desk.head.parse(desk.in, ROOM, filled)) {
                filled += fill(filled);
            }
            int status = desk.head.status();
            if (status >= 200) {
                frame(filled);
                return desk.head;
            }
            if (status == 101) {
                break;
            }
            int rest = filled - desk.head.end();
            System.arraycopy(desk.in, desk.head.end(), desk.in, ROOM, rest);
            filled = ROOM + rest;
        }
        throw new UpstreamFault(Reason.PROTOCOL);
    }

    /** The array with the last piece of the body, before and behind which {@link #ROOM} bytes may be written. */
    public byte[] bytes() {
        return desk.in;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Whether the upstream announced how long the body is, or there is none. */
    public boolean lengthKnown() {
        return framing == Framing.NONE || framing == Framing.LENGTH;
    }

    /** Whether the body ends with the last piece. */
    public boolean ended() {
        return clean;
    }

    /** Waits for the next piece of the body; there must be more. */
    public void read() {
        do {
            int most = desk.in.length - ROOM;
            int count = receive(desk.in, ROOM, most - ROOM);
            if (count < 0) {
                if (framing != Framing.CLOSE) {
                    throw new UpstreamFault(Reason.CUT);
                }
                from = ROOM;
                to = ROOM;
                clean = true;
                return;
            }
            take(ROOM, ROOM + count);
            if (count == most - ROOM && desk.in.length < LARGE && !clean && to - from == count) {
                // Much is coming: the piece is given out of the small array, the next one read into a larger.
                byte[] larger = new byte[LARGE];
                System.arraycopy(desk.in, from, larger, from, to - from);
                desk.in = larger;
            }
        } while (from == to && !clean);
    }

    /** Ends the call from any thread: whoever waits in it gets a fault at once. */
    public void abort() {
        aborted = true;
        Socket current = socket;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // It is as closed as it can be.
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (line != null) {
            if (clean && sent && framing != Framing.CLOSE && !desk.head.close() && !aborted) {
                relay.rest(line);
            } else {
                relay.discard(line);
            }
        }
        relay.giveBack(desk);
        relay.meters().took(Duration.ofNanos(System.nanoTime() - begun));
    }

    private void frame(int filled) {
        AnswerHead head = desk.head;
        // The request is not sent again any more, and the answer may last long.
        desk.shrink();
        if (head.status() == 204 || head.status() == 304) {
            framing = Framing.NONE;
        } else if (head.chunked()) {
            framing = Framing.CHUNKED;
            desk.chunks.restart();
        } else if (head.contentLength() >= 0) {
            framing = Framing.LENGTH;
            left = head.contentLength();
        } else {
            framing = Framing.CLOSE;
        }
        take(head.end(), filled);
    }

    /** Finds in what was read what belongs to the body. Whatever comes after the body makes the line useless. */
    private void take(int begin, int end) {
        int rest = begin;
        from = begin;
        to = begin;
        switch (framing) {
            case NONE -> clean = true;
            case LENGTH -> {
                to = begin + (int) Math.min(left, end - begin);
                left -= to - begin;
                rest = to;
                clean = left == 0;
            }
            case CHUNKED -> {
                rest = desk.chunks.take(desk.in, begin, end);
                from = desk.chunks.from();
                to = desk.chunks.to();
                clean = desk.chunks.done();
            }
            case CLOSE -> {
                to = end;
                rest = end;
            }
        }
        if (clean && rest != end) {
            sent = false;
        }
    }

    private int fill(int filled) {
        if (filled == desk.in.length - ROOM) {
            if (filled > MOST_HEAD) {
                throw new UpstreamFault(Reason.PROTOCOL);
            }
            desk.in = Arrays.copyOf(desk.in, desk.in.length * 2);
        }
        int count;
        try {
            count = leased().in().read(desk.in, filled, desk.in.length - ROOM - filled);
        } catch (IOException e) {
            if (filled == ROOM) {
                again(e);
                return 0;
            }
            throw new UpstreamFault(aborted ? Reason.STOPPED : Reason.RESET, e);
        }
        if (count < 0) {
            if (filled == ROOM) {
                again(new IOException("ended before an answer"));
                return 0;
            }
            throw new UpstreamFault(Reason.RESET);
        }
        kept = false;
        return count;
    }

    private int receive(byte[] bytes, int at, int most) {
        try {
            return leased().in().read(bytes, at, most);
        } catch (IOException e) {
            throw new UpstreamFault(aborted ? Reason.STOPPED : Reason.CUT, e);
        }
    }

    /** Sends the whole once more if that is allowed, else says what went wrong. */
    private void again(IOException cause) {
        if (!kept || !whole || aborted) {
            throw new UpstreamFault(
                    aborted ? Reason.STOPPED : cause instanceof SSLException ? Reason.TLS : Reason.RESET, cause);
        }
        kept = false;
        relay.discard(leased());
        line = null;
        Line fresh = opened();
        lease(fresh);
        try {
            fresh.out().write(desk.out.array(), 0, desk.out.length());
        } catch (IOException e) {
            throw new UpstreamFault(aborted ? Reason.STOPPED : Reason.RESET, e);
        }
    }

    private Line opened() {
        return relay.open(raw -> {
            socket = raw;
            if (aborted) {
                throw new UpstreamFault(Reason.STOPPED);
            }
        });
    }

    private Line leased() {
        if (line == null) {
            throw new IllegalStateException("nothing was sent");
        }
        return line;
    }

    private enum Framing {
        NONE, LENGTH, CHUNKED, CLOSE
    }
}
