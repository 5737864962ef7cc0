package dev.codexgateway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for what must know its own before it listens, or comes back on it. They lie below those that the kernel gives
 * to connections and to whoever asks for any port (32768 and up by default), so nobody else takes one in between.
 */
public final class Ports {
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    /** Begins anywhere, so that two test runs on one machine seldom look at the same ports. */
    private static final AtomicInteger NEXT = new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private Ports() {}

    /** A loopback port that nobody listens on, and that no other caller in this run is given. */
    public static int unused() {
        while (true) {
            int port = FIRST + NEXT.getAndIncrement() % (LAST - FIRST);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
    }
}
