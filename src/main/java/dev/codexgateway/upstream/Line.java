package dev.codexgateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One open connection to the upstream. It belongs to one call at a time, or to the pool. */
final class Line {
    private final Socket raw;
    private final InputStream in;
    private final OutputStream out;
    private long restingSince;

    /**
     * @param raw    the socket itself, whose closing never waits
     * @param spoken what is spoken on: the same, or TLS over it
     */
    Line(Socket raw, Socket spoken) throws IOException {
        this.raw = raw;
        this.in = spoken.getInputStream();
        this.out = spoken.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    /** Whether the other side said something that nobody asked for: what follows on this line could be mixed up. */
    boolean saidMore() {
        try {
            return in.available() != 0;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Whether the other side still listens, as far as a millisecond shows: for what cannot be sent a second time.
     */
    boolean listens() {
        try {
            raw.setSoTimeout(1);
            in.read();
            return false;
        } catch (SocketTimeoutException e) {
            return unbounded();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean unbounded() {
        try {
            raw.setSoTimeout(0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Socket raw() {
        return raw;
    }

    void rest(long now) {
        restingSince = now;
    }

    long restingSince() {
        return restingSince;
    }

    /** May be called by any thread, and does not say goodbye: TLS would wait for whoever writes. */
    void close() {
        try {
            raw.close();
        } catch (IOException e) {
            // It is as closed as it can be.
        }
    }
}
