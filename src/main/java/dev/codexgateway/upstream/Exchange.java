package dev.codexgateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

import io.helidon.http.HeaderNames;
import io.helidon.webclient.api.HttpClientResponse;

import dev.codexgateway.upstream.UpstreamFault.Reason;

/** An answer of the upstream that has begun. For one thread; must be closed. */
public final class Exchange implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final HttpClientResponse response;
    private final Guard guard;
    private final Duration idle;
    private final Runnable onClose;
    private final Body body;

    Exchange(HttpClientResponse response, Guard guard, Duration idle, Runnable onClose) {
        this.response = response;
        this.guard = guard;
        this.idle = idle;
        this.onClose = onClose;
        this.body = new Body(response.inputStream());
    }

    public int status() {
        return response.status().code();
    }

    public Optional<String> header(String name) {
        return response.headers().first(HeaderNames.create(name));
    }

    /** The body as it comes. Reading throws {@link UpstreamFault}, never {@link IOException}. */
    public InputStream body() {
        return body;
    }

    /** A guard of its own: a call that was stopped between two reads still has a connection to close. */
    @Override
    public void close() {
        try (Guard closing = new Guard()) {
            closing.run(CLOSING, () -> {
                response.close();
                return true;
            });
        } catch (RuntimeException e) {
            // The answer is complete or given up, and the connection as closed as it can be.
        } finally {
            guard.close();
            onClose.run();
        }
    }

    private final class Body extends InputStream {
        private final InputStream in;

        Body(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            return guarded(() -> {
                try {
                    return in.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return guarded(() -> {
                try {
                    return in.read(bytes, offset, length);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        private int guarded(Supplier<Integer> read) {
            try {
                return guard.run(idle, read);
            } catch (UpstreamFault e) {
                throw e;
            } catch (RuntimeException e) {
                throw new UpstreamFault(Reason.CUT, e);
            }
        }
    }
}
