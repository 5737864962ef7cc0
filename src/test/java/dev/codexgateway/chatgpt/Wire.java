package dev.codexgateway.chatgpt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * ChatGPT's end of the connection: it hangs up when its patience is over, sends a request that was cut or met a 5xx once
 * more as it was, and waits where it is told to. Safe for concurrent use.
 */
final class Wire implements AutoCloseable {
    static final String USER_AGENT = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0;"
            + " +https://openai.com/bot";
    private static final int TRIES = 2;
    private static final int MAX_WAITS = 3;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private final Duration patience;
    private final Consumer<Duration> pause;
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger toLose = new AtomicInteger();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    Wire(Duration patience, Consumer<Duration> pause) {
        this.patience = patience;
        this.pause = pause;
    }

    /** How often it hung up. */
    int cuts() {
        return cuts.get();
    }

    /** The next answer does not arrive, though it was given. */
    void loseNext() {
        toLose.incrementAndGet();
    }

    /** The bodies that did not arrive. */
    List<String> lost() {
        return lost;
    }

    Received send(HttpRequest request) throws NoAnswer {
        Received received = tried(request);
        for (int waits = 0; received.status() == TOO_MANY_REQUESTS && waits < MAX_WAITS; waits++) {
            pause.accept(Duration.ofSeconds(received.retryAfter()));
            received = tried(request);
        }
        return received;
    }

    private Received tried(HttpRequest request) throws NoAnswer {
        for (int attempt = 1;; attempt++) {
            try {
                Received received = once(request);
                if (received.status() < SERVER_ERROR || attempt == TRIES) {
                    return received;
                }
            } catch (NoAnswer e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Received once(HttpRequest request) throws NoAnswer {
        CompletableFuture<HttpResponse<byte[]>> sending = http.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            Received received = received(sending.get(patience.toNanos(), TimeUnit.NANOSECONDS));
            if (toLose.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                lost.add(received.body());
                throw new NoAnswer("the answer was lost");
            }
            return received;
        } catch (TimeoutException e) {
            // For HTTP/1.1 this closes the connection.
            sending.cancel(true);
            cuts.incrementAndGet();
            throw new NoAnswer("no answer in " + patience);
        } catch (ExecutionException e) {
            throw new NoAnswer("the connection broke: " + e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Received received(HttpResponse<byte[]> response) {
        String encoding = response.headers().firstValue("content-encoding").orElse("identity");
        byte[] bytes = switch (encoding) {
            case "identity" -> response.body();
            case "gzip" -> unzipped(response.body());
            default -> throw new AssertionError("encoded as " + encoding);
        };
        return new Received(response.statusCode(), response.headers().firstValue("content-type").orElse(""),
                response.headers().firstValueAsLong("retry-after").orElse(1),
                new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] unzipped(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** @param retryAfter in seconds */
    record Received(int status, String contentType, long retryAfter, String body) {}

    /** Nothing came, and the request was sent twice. */
    static final class NoAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        NoAnswer(String why) {
            super(why);
        }
    }
}
