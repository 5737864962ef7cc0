package dev.codexgateway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.codexgateway.testing.Ports;

/** A real nginx on loopback, with a configuration of our own in a folder of its own. */
final class Nginx implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** An upstream that knows one answer. */
    static Nginx answering(Path folder, String answer, String key) {
        return start(folder, "upstream.conf", Map.of("ANSWER", answer, "KEY", key));
    }

    /** A reverse proxy. */
    static Nginx before(Path folder, int upstream, String key, boolean buffering) {
        return start(folder, "proxy.conf", Map.of("UPSTREAM", Integer.toString(upstream), "KEY", key, "BUFFERING",
                buffering ? "on" : "off"));
    }

    int port() {
        return port;
    }

    Way way(String name, String key) {
        return new Way(name, port, key, Optional.of(process.toHandle()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Nginx.class.getResourceAsStream("/bench/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Nginx start(Path folder, String configuration, Map<String, String> values) {
        int port = Ports.unused();
        String text = resource(configuration).replace("@PORT@", Integer.toString(port));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("@" + value.getKey() + "@", value.getValue());
        }
        try {
            Files.createDirectories(folder);
            Path file = Files.writeString(folder.resolve("nginx.conf"), text);
            // A distribution's folder of servers is not on everybody's PATH.
            Nginx nginx = new Nginx(new ProcessBuilder("/bin/sh", "-c",
                    "PATH=$PATH:/usr/sbin:/usr/local/sbin; exec nginx \"$@\"", "nginx", "-p", folder.toString(), "-c",
                    file.toString(), "-e", folder.resolve("error.log").toString()).inheritIO().start(), port);
            nginx.awaitStart(folder);
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStart(Path folder) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new IOException("nginx does not start: " + Files.readString(folder.resolve("error.log")), e);
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }
}
