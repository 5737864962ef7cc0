package dev.codexgateway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.codexgateway.process.GatewayProcess;
import dev.codexgateway.testing.Ports;

/** From the start of the process to the first 200 of {@code /health/ready}: on an empty folder, and on one in use. */
final class StartBench {
    private static final byte[] READY = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final long BETWEEN = 5_000_000;
    private static final long LONGEST = 120_000_000_000L;

    private final Path folder;
    private final int starts;

    StartBench(Path folder, int starts) {
        this.folder = folder;
        this.starts = starts;
    }

    String run() {
        double[] first = IntStream.range(0, starts).mapToDouble(number -> start(folder.resolve("new-" + number)))
                .toArray();
        double[] later = IntStream.range(0, starts).mapToDouble(_ -> start(folder.resolve("new-0"))).toArray();
        Table table = new Table("start to ready, ms", "median", "least", "most", "starts");
        row(table, "the first start, which makes database and credentials", first);
        row(table, "a later start", later);
        return table.toString();
    }

    private static double start(Path folder) {
        int port = Ports.unused();
        long start = System.nanoTime();
        try (GatewayProcess _ = Ways.gateway(folder, 9).with("PORT", Integer.toString(port)).start()) {
            while (!ready(port)) {
                if (System.nanoTime() - start > LONGEST) {
                    throw new AssertionError("not ready in two minutes");
                }
                LockSupport.parkNanos(BETWEEN);
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }

    private static boolean ready(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(READY);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static void row(Table table, String what, double[] millis) {
        table.row(what, "%,.0f".formatted(Rounds.median(millis)),
                "%,.0f".formatted(Arrays.stream(millis).min().orElseThrow()),
                "%,.0f".formatted(Arrays.stream(millis).max().orElseThrow()), millis.length);
    }
}
