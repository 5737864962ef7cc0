package dev.codexgateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.codexgateway.process.GatewayProcess;

/** The three ways to one upstream, the proxies among them running. */
final class Ways implements AutoCloseable {
    static final String DIRECT = "direct";
    static final String NGINX = "nginx";
    static final String GATEWAY = "gateway";
    static final String UPSTREAM_KEY = "sk-upstream-0123456789-0123456789";
    private static final String KEY = "caller-key-0123456789-0123456789-0123456789";
    /** So high that nobody comes near, and so each is counted. */
    private static final String LIMITS = "limits:\n  requests-per-minute: 100000000\n  concurrent-turns: 100000\n  tokens-per-day: 2147483647\n";

    private final Nginx nginx;
    private final GatewayProcess gateway;
    private final List<Way> all;

    private Ways(Nginx nginx, GatewayProcess gateway, int upstream) {
        this.nginx = nginx;
        this.gateway = gateway;
        this.all = List.of(new Way(DIRECT, upstream, UPSTREAM_KEY, Optional.empty()), nginx.way(NGINX, KEY),
                new Way(GATEWAY, gateway.url("/").getPort(), KEY, Optional.of(gateway.handle())));
    }

    /** @param buffering whether nginx collects answers before it sends them on, as it does of itself */
    static Ways to(Path folder, int upstream, boolean buffering) {
        Nginx nginx = Nginx.before(folder.resolve("nginx"), upstream, UPSTREAM_KEY, buffering);
        try {
            return new Ways(nginx, gateway(folder.resolve("gateway"), upstream).serve(), upstream);
        } catch (AssertionError | RuntimeException e) {
            nginx.close();
            throw e;
        }
    }

    /** The packaged program as people start it. */
    static GatewayProcess.Builder gateway(Path folder, int upstream) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return GatewayProcess.in(folder).with("LOG_LEVEL", "info").with("GATEWAY_API_KEY", KEY)
                .with("OPENAI_API_KEY", UPSTREAM_KEY).with("OPENAI_BASE_URL", "http://127.0.0.1:" + upstream + "/v1")
                .yaml(LIMITS).program(Path.of("bin", "codex-gateway").toAbsolutePath().toString());
    }

    List<Way> all() {
        return all;
    }

    GatewayProcess gateway() {
        return gateway;
    }

    /**
     * One way after the other, round by round, there and back: what else happens on the machine then happens to all of them.
     */
    <T> Rounds<T> measure(int rounds, Function<Way, T> measurement) {
        Rounds<T> measured = new Rounds<>();
        for (int round = 0; round < rounds; round++) {
            List<Way> order = round % 2 == 0 ? all : all.reversed();
            order.forEach(way -> measured.add(way, measurement.apply(way)));
        }
        return measured;
    }

    @Override
    public void close() {
        try (nginx; gateway) {
            // closed whatever one of them says
        }
    }
}
