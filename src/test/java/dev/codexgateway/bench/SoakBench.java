package dev.codexgateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

import dev.codexgateway.process.Jcmd;

/** Requests by the million, no two the same, and every answer compared byte by byte with the one that is right. */
final class SoakBench {
    private static final int CONNECTIONS = 64;
    private static final long REPORT = 100_000;

    private final Path folder;
    private final long requests;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong right = new AtomicLong();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    SoakBench(Path folder, long requests) {
        this.folder = folder;
        this.requests = requests;
    }

    /** Says what was right and what was wrong. */
    String run() {
        long start = System.nanoTime();
        try (SoakUpstream upstream = SoakUpstream.start(); Ways ways = Ways.to(folder, upstream.port(), true)) {
            Way gateway = ways.all().getLast();
            Duration before = gateway.processor();
            Jcmd jcmd = new Jcmd(ways.gateway());
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    callers.submit(() -> call(gateway));
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            wrong.stream().limit(20).forEach(System.out::println);
            return new Table("requests", "wrong", "connections", "seconds", "CPU s per 1,000", "heap left KiB",
                    "threads").row("%,d".formatted(right.get() + wrong.size()), wrong.size(), CONNECTIONS,
                            "%,.0f".formatted(seconds),
                            "%.3f".formatted(gateway.processor().minus(before).toMillis() * 1.0 / requests),
                            "%,d".formatted(jcmd.heap() / 1024), jcmd.threads())
                    .toString();
        }
    }

    long wrongAnswers() {
        return wrong.size();
    }

    private void call(Way way) {
        for (long number = next.getAndIncrement(); number < requests;) {
            try (SoakConnection connection = new SoakConnection(
                    new Socket(InetAddress.getLoopbackAddress(), way.port()))) {
                while (number < requests) {
                    exchange(connection, new SoakExchange(number), way.key());
                    number = next.getAndIncrement();
                }
            } catch (IOException | RuntimeException e) {
                wrong.add(new SoakExchange(number) + ": " + e);
                number = next.getAndIncrement();
            }
        }
    }

    private void exchange(SoakConnection connection, SoakExchange exchange, String key) throws IOException {
        connection.write(exchange.request(key));
        SoakConnection.Message answer = connection.read();
        if (answer.head().startsWith("HTTP/1.1 200 ") && Arrays.equals(answer.body(), exchange.rightAnswer())) {
            if (right.incrementAndGet() % REPORT == 0) {
                System.out.printf("%,d right, %,d wrong%n", right.get(), wrong.size());
            }
        } else {
            wrong.add(exchange + ": " + answer.head());
        }
    }
}
