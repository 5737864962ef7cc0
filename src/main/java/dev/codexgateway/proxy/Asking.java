package dev.codexgateway.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;

import dev.codexgateway.edge.CallerConnection;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.upstream.AnswerHead;
import dev.codexgateway.upstream.Passage;
import dev.codexgateway.upstream.UpstreamFault;
import dev.codexgateway.upstream.UpstreamFault.Reason;
import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Call;

/** Sends one request on and waits for the beginning of its answer. For one thread. */
final class Asking {
    /** A body of at most so many bytes goes with its head in one piece, and can be sent again. */
    private static final int HELD = 64 * 1024;
    private static final int PIECE = 16 * 1024;
    private static final long MOST = 32L * 1024 * 1024;
    /** Enough for the largest body at a megabit a second. */
    private static final Duration ARRIVING = Duration.ofMinutes(5);
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final Passage passage;
    private final Call call;
    private final CallerConnection connection;
    private final Duration patience;
    private final long begun = System.nanoTime();
    private final Optional<ModelCheck> check;
    private final Optional<PreviousResponse> previous;
    private boolean bodyRead = true;

    /**
     * @param patience how long the upstream may take to begin its answer
     * @param check    what looks at the body, if only some models are allowed
     * @param previous what looks at the body, if it may name a stored response
     */
    Asking(Passage passage, Call call, CallerConnection connection, Duration patience,
            Optional<ModelCheck> check, Optional<PreviousResponse> previous) {
        this.check = check;
        this.previous = previous;
        this.passage = passage;
        this.call = call;
        this.connection = connection;
        this.patience = patience;
    }

    /** Whether all of the body was read: an upstream may answer before it is. */
    boolean bodyRead() {
        return bodyRead;
    }

    AnswerHead ask(RequestHead head) {
        long length = call.length();
        if (length > MOST) {
            throw tooLarge();
        }
        head.write(passage.request(), call);
        if (length > HELD || length == Call.UNKNOWN_LENGTH) {
            stream(length == Call.UNKNOWN_LENGTH);
            return upstream(passage::answer);
        }
        int begin = passage.request().length();
        if (length > 0) {
            hold((int) length);
        }
        look(passage.request().array(), begin, passage.request().length());
        if (check.isPresent()) {
            check.get().end();
        }
        return upstream(() -> {
            passage.send(true);
            CallerConnection.letOthersGoFirst();
            return passage.answer();
        });
    }

    private void hold(int length) {
        Bytes out = passage.request();
        out.reserve(length);
        InputStream in = call.body();
        for (int left = length; left > 0;) {
            int count = arriving(in, out.array(), out.length(), left);
            if (count < 0) {
                throw halfway();
            }
            out.wrote(count);
            left -= count;
        }
    }

    /** A body that is too large to be held, or of which nobody knows how large it is, goes on as it comes. */
    private void stream(boolean chunked) {
        bodyRead = false;
        // An Expect is answered here, and no line is taken for a body that does not come.
        InputStream in = call.body();
        byte[] piece = new byte[(check.isPresent() ? HELD : PIECE) + 2 * Passage.ROOM];
        int count = check.isPresent() ? checked(in, piece) : looked(in, piece);
        upstream(() -> {
            passage.send(false);
            return true;
        });
        long total = 0;
        while (count >= 0) {
            total += count;
            if (total > MOST) {
                throw tooLarge();
            }
            if (!sent(piece, count, chunked)) {
                return;
            }
            count = looked(in, piece);
        }
        bodyRead = true;
        if (!chunked || sent(LAST_CHUNK, 0, LAST_CHUNK.length)) {
            passage.sent();
        }
    }

    /** Reads a piece and looks at it before it is sent: what the upstream does not have whole it does not carry out. */
    private int looked(InputStream in, byte[] piece) {
        int count = arriving(in, piece, Passage.ROOM, PIECE);
        look(piece, Passage.ROOM, Passage.ROOM + Math.max(0, count));
        return count;
    }

    /** Reads until the model is known. */
    private int checked(InputStream in, byte[] piece) {
        int total = 0;
        while (total < HELD && !check.orElseThrow().passed()) {
            int at = Passage.ROOM + total;
            int count = arriving(in, piece, at, HELD - total);
            if (count < 0) {
                break;
            }
            look(piece, at, at + count);
            total += count;
        }
        check.orElseThrow().end();
        return total;
    }

    private void look(byte[] piece, int from, int to) {
        if (check.isPresent()) {
            check.get().feed(piece, from, to);
        }
        if (previous.isPresent()) {
            previous.get().feed(piece, from, to);
        }
    }

    private boolean sent(byte[] piece, int count, boolean chunked) {
        int from = Passage.ROOM;
        int to = from + count;
        if (!chunked) {
            return sent(piece, from, to);
        }
        piece[from - 2] = '\r';
        piece[from - 1] = '\n';
        piece[to] = '\r';
        piece[to + 1] = '\n';
        return sent(piece, Bytes.hexBefore(piece, from - 2, count), to + 2);
    }

    /** False when the upstream takes no more: perhaps it has said why. */
    private boolean sent(byte[] bytes, int from, int to) {
        return upstream(() -> {
            try {
                passage.send(bytes, from, to);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private int arriving(InputStream in, byte[] bytes, int at, int most) {
        long left = ARRIVING.toNanos() - (System.nanoTime() - begun);
        connection.waiting(Duration.ofNanos(Math.max(0, left)));
        try {
            return in.read(bytes, at, most);
        } catch (IOException | InsufficientDataAvailableException | NumberFormatException e) {
            // He sends no more, or a chunk's size is no number.
            throw halfway();
        } finally {
            connection.done();
        }
    }

    private <T> T upstream(Supplier<T> work) {
        connection.waiting(patience, passage::abort, true);
        try {
            T result = work.get();
            checkUnbroken();
            return result;
        } catch (UpstreamFault e) {
            // What broke the wait counts, not what the work made of it.
            checkUnbroken();
            throw e;
        } finally {
            connection.done();
        }
    }

    private void checkUnbroken() {
        if (!connection.done()) {
            throw connection.gone() ? CallerConnection.left() : new UpstreamFault(Reason.TIMEOUT);
        }
    }

    private static GatewayException tooLarge() {
        return new GatewayException(new GatewayError.TooLarge(MOST));
    }

    private static GatewayException halfway() {
        return GatewayException.invalid("The body did not arrive whole.");
    }
}
