package dev.codexgateway.upstream;

import dev.codexgateway.upstream.UpstreamFault.Reason;

/**
 * Takes the framing of a chunked body (RFC 9112 §7.1) off, in place: extensions and trailers go with it. Knows where it is
 * between two pieces, wherever they were cut. For one thread.
 */
final class Chunks {
    private static final int MOST_SIZE_DIGITS = 15;
    /** Of a chunk's extensions, or of all trailers. */
    private static final int MOST_BESIDES = 16 * 1024;

    private State state = State.SIZE;
    private long left;
    private int digits;
    private int besides;
    private int from;
    private int to;

    /** Begins with another body. */
    void restart() {
        state = State.SIZE;
        left = 0;
        digits = 0;
        besides = 0;
    }

    boolean done() {
        return state == State.DONE;
    }

    /** Where the data of the last piece begins. */
    int from() {
        return from;
    }

    /** Where it ends. */
    int to() {
        return to;
    }

    /**
     * Looks at a piece and moves its data together.
     *
     * @return the place of the first byte that is not the body's any more
     */
    int take(byte[] bytes, int begin, int end) {
        from = begin;
        to = begin;
        int at = begin;
        while (at < end && state != State.DONE) {
            if (state == State.DATA) {
                int run = (int) Math.min(left, end - at);
                if (to == from) {
                    from = at;
                    to = at + run;
                } else {
                    System.arraycopy(bytes, at, bytes, to, run);
                    to += run;
                }
                at += run;
                left -= run;
                if (left == 0) {
                    state = State.DATA_END;
                }
            } else {
                framing(bytes[at++]);
            }
        }
        return at;
    }

    private void framing(byte b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> {
                if (b == '\n') {
                    sized();
                } else {
                    beside();
                }
            }
            case SIZE_FEED -> {
                require(b == '\n');
                sized();
            }
            case DATA_END -> {
                if (b == '\r') {
                    state = State.DATA_FEED;
                } else {
                    require(b == '\n');
                    next();
                }
            }
            case DATA_FEED -> {
                require(b == '\n');
                next();
            }
            case TRAILER -> {
                switch (b) {
                    case '\r' -> state = State.LAST_FEED;
                    case '\n' -> state = State.DONE;
                    default -> {
                        beside();
                        state = State.IN_TRAILER;
                    }
                }
            }
            case IN_TRAILER -> {
                beside();
                if (b == '\n') {
                    state = State.TRAILER;
                }
            }
            case LAST_FEED -> {
                require(b == '\n');
                state = State.DONE;
            }
            case DATA, DONE -> throw new IllegalStateException();
        }
    }

    private void size(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            require(++digits <= MOST_SIZE_DIGITS);
            left = left * 16 + digit;
            return;
        }
        require(digits > 0);
        switch (b) {
            case '\r' -> state = State.SIZE_FEED;
            case '\n' -> sized();
            case ';', ' ', '\t' -> state = State.EXTENSION;
            default -> throw new UpstreamFault(Reason.PROTOCOL);
        }
    }

    private void sized() {
        state = left == 0 ? State.TRAILER : State.DATA;
        besides = 0;
    }

    private void next() {
        state = State.SIZE;
        digits = 0;
        besides = 0;
    }

    private void beside() {
        require(++besides <= MOST_BESIDES);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new UpstreamFault(Reason.PROTOCOL);
        }
    }

    private enum State {
        SIZE, SIZE_FEED, EXTENSION, DATA, DATA_END, DATA_FEED, TRAILER, IN_TRAILER, LAST_FEED, DONE
    }
}
