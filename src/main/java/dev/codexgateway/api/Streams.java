package dev.codexgateway.api;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.helidon.metrics.api.Counter;
import io.helidon.metrics.api.Gauge;
import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;

import dev.codexgateway.access.Caller;
import dev.codexgateway.access.LastingCredentials;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * The streams and sockets that are open: how many a caller may have, and what ends one from outside. Every second each is
 * looked at: whether its reader still takes what is sent, and whether its credential is still good. Safe for concurrent use.
 */
public final class Streams implements AutoCloseable {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Logger LOG = System.getLogger(Streams.class.getName());

    private final StreamsConfig config;
    private final LastingCredentials credentials;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();
    private final Set<Opened> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looks = Executors.newScheduledThreadPool(2,
            Thread.ofPlatform().daemon().name("streams-", 0).factory());
    private final Counter refused = Metrics.getOrCreate(Counter.builder("rate.limited")
            .description("Requests refused by a limit.").tags(List.of(Tag.create("limit", "streams"))));
    private volatile boolean closing;

    public Streams(StreamsConfig config, LastingCredentials credentials) {
        this.config = config;
        this.credentials = credentials;
        // A gauge keeps its first supplier: a registry that outlives this gateway must not show a dead one's number.
        Metrics.globalRegistry().remove("codex.watchers", List.of());
        Metrics.getOrCreate(Gauge.builder("codex.watchers", open::size)
                .description("Live streams and WebSockets open in this process."));
        every(this::cutSlow);
        every(this::cutRevoked);
    }

    public StreamsConfig config() {
        return config;
    }

    /**
     * Takes a place for a stream.
     *
     * @param end called at most once, when the stream must end before its time; it must not block
     * @throws GatewayException if the caller has as many as a caller may have
     */
    public Opened open(Caller caller, LastingCredentials.Held credential, Consumer<Cut> end) {
        if (closing) {
            throw new GatewayException(new GatewayError.Unavailable("The gateway is stopping; try again.", SOON));
        }
        int count = counts.merge(caller.id(), 1, Integer::sum);
        if (count > config.perCaller()) {
            left(caller);
            refused.increment();
            throw new GatewayException(new GatewayError.TooManyRequests(
                    "Too many streams are open; close one, or try again.", SOON));
        }
        Opened opened = new Opened(caller, credential, end);
        open.add(opened);
        if (closing) {
            opened.cut(Cut.STOPPING);
        }
        return opened;
    }

    /** Lets those whose turns have ended tell that, ends what is still open, and waits a moment for it to end. */
    @Override
    public void close() {
        closing = true;
        awaitNone(LAST_WORDS);
        open.forEach(opened -> opened.cut(Cut.STOPPING));
        awaitNone(GOODBYE);
        looks.shutdownNow();
    }

    private synchronized void awaitNone(Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        try {
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void every(Runnable look) {
        looks.scheduleWithFixedDelay(() -> {
            try {
                look.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "streams could not be looked at and will be again", e);
            }
        }, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cutSlow() {
        long now = System.nanoTime();
        open.stream().filter(opened -> opened.stuck(now)).forEach(opened -> opened.cut(Cut.SLOW));
    }

    private void cutRevoked() {
        Map<LastingCredentials.Held, List<Opened>> byCredential = open.stream()
                .collect(Collectors.groupingBy(opened -> opened.credential));
        byCredential.forEach((credential, streams) -> {
            if (!credentials.good(credential)) {
                streams.forEach(opened -> opened.cut(Cut.REVOKED));
            }
        });
    }

    private void left(Caller caller) {
        counts.computeIfPresent(caller.id(), (_, count) -> count == 1 ? null : count - 1);
    }

    /** Why a stream is ended before its time. */
    public enum Cut {
        REVOKED("The credential is not good any more."), SLOW("The reader is too slow."), STOPPING(
                "The gateway is stopping.");

        private final String reason;

        Cut(String reason) {
            this.reason = reason;
        }

        /** A sentence for the caller. */
        public String reason() {
            return reason;
        }
    }

    /** Where bytes go. */
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** A stream that is open. */
    public final class Opened implements AutoCloseable {
        private static final long NOTHING = Long.MIN_VALUE;
        private static final int PIECE = 64 * 1024;

        private final Caller caller;
        private final LastingCredentials.Held credential;
        private final Consumer<Cut> end;
        private volatile long since = NOTHING;
        private Optional<Cut> cut = Optional.empty();
        private boolean closed;

        private Opened(Caller caller, LastingCredentials.Held credential, Consumer<Cut> end) {
            this.caller = caller;
            this.credential = credential;
            this.end = end;
        }

        public Caller caller() {
            return caller;
        }

        /** Writes piece by piece, while it is seen how long each takes: a slow line is no stalled reader. By one thread at a time. */
        public void write(byte[] bytes, Sink sink) throws IOException {
            try {
                for (int at = 0; at < bytes.length; at += PIECE) {
                    since = System.nanoTime();
                    sink.write(bytes, at, Math.min(PIECE, bytes.length - at));
                }
            } finally {
                since = NOTHING;
            }
        }

        /** Why it is to end, if it is. */
        public synchronized Optional<Cut> cut() {
            return cut;
        }

        /** Ends it from outside, unless it has ended. */
        public synchronized void cut(Cut reason) {
            if (!closed && cut.isEmpty()) {
                cut = Optional.of(reason);
                LOG.log(Level.INFO, () -> "a stream of " + caller.name() + " is cut off: " + reason.reason());
                end.accept(reason);
            }
        }

        /** After this nothing is ended any more. */
        @Override
        public void close() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                closed = true;
            }
            left(caller);
            synchronized (Streams.this) {
                open.remove(this);
                Streams.this.notifyAll();
            }
        }

        private boolean stuck(long now) {
            long begun = since;
            return begun != NOTHING && now - begun > config.patience().toNanos();
        }
    }
}
