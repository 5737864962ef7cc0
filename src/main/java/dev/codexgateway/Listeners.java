package dev.codexgateway;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.metrics.MetricsObserver;

import dev.codexgateway.edge.Connections;
import dev.codexgateway.edge.Cors;
import dev.codexgateway.edge.Errors;
import dev.codexgateway.edge.PassedThrough;
import dev.codexgateway.edge.PlainCalls;
import dev.codexgateway.edge.Requests;
import dev.codexgateway.edge.ServerConfig;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.observe.HttpMeters;
import dev.codexgateway.wire.Call;

/**
 * The ports the gateway listens on, and in which order a request meets what is there: what is passed through and plain before
 * all else, then what counts, measures and answers errors, then the routes, and last the answer that there is nothing.
 */
final class Listeners {
    private static final String MANAGEMENT = "management";
    /** What is served by Helidon and which methods it has there, for the answer to any other. */
    private static final Map<String, String> OBSERVED = Map.of("/health", "GET, HEAD", "/health/live", "GET, HEAD",
            "/health/ready", "GET, HEAD", "/health/started", "GET, HEAD", "/metrics", "GET, OPTIONS");

    private final ServerConfig config;
    private final Requests requests;
    private final Optional<Cors> cors;
    private final HttpMeters meters = new HttpMeters();
    private final WebServer server;

    /**
     * @param requests    counts what is being served
     * @param sockets     to the protocol of the WebSocket routes
     * @param passThrough takes all under {@code /v1}
     * @param routes      registers all others
     */
    Listeners(ServerConfig config, Health health, Requests requests, Http1Upgrader sockets,
            Call.Handler passThrough, Consumer<HttpRouting.Builder> routes) {
        this.config = config;
        this.requests = requests;
        this.cors = Optional.of(config.corsOrigins()).filter(origins -> !origins.isEmpty()).map(Cors::new);
        WebServerConfig.Builder builder = WebServer.builder()
                .host(config.host())
                .port(config.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(2))
                .featuresDiscoverServices(false)
                .addFeature(observe(health));
        Connections.configure(builder, new PlainCalls(requests, meters, cors, passThrough), sockets);
        config.management().ifPresent(port -> builder.putSocket(MANAGEMENT, socket -> {
            Connections.configure(socket);
            socket.name(MANAGEMENT).host(config.host()).port(port).routing(this::management);
        }));
        this.server = builder.routing(routing -> everything(routing, passThrough, routes)).build();
    }

    void start() {
        server.start();
        if (!server.isRunning()) {
            // Where there are two listeners, Helidon only logs that one of them failed.
            throw new UncheckedIOException(new BindException("a listener did not start"));
        }
    }

    void stop() {
        server.stop();
    }

    int port() {
        return server.port();
    }

    /** The port of health and metrics. */
    int managementPort() {
        return config.management().isPresent() ? server.port(MANAGEMENT) : server.port();
    }

    private void everything(HttpRouting.Builder routing, Call.Handler passThrough,
            Consumer<HttpRouting.Builder> routes) {
        Errors.register(routing);
        counting().forEach(routing::addFilter);
        cors.ifPresent(marks -> routing.addFilter(marks::filter));
        if (config.management().isEmpty()) {
            observed(routing);
        }
        PassedThrough.register(routing, passThrough);
        routes.accept(routing);
        nothingElse(routing);
    }

    private void management(HttpRouting.Builder routing) {
        Errors.register(routing);
        counting().forEach(routing::addFilter);
        observed(routing);
        nothingElse(routing);
    }

    private List<Filter> counting() {
        return List.of(requests::filter, meters::filter);
    }

    private static void observed(HttpRouting.Builder routing) {
        OBSERVED.forEach((path, allow) -> routing.any(path, (_, _) -> {
            throw new GatewayException(new GatewayError.MethodNotAllowed(allow));
        }));
    }

    private static void nothingElse(HttpRouting.Builder routing) {
        routing.any((_, _) -> {
            throw new GatewayException(new GatewayError.NotFound("resource"));
        });
    }

    private ObserveFeature observe(Health health) {
        return ObserveFeature.builder()
                .observersDiscoverServices(false)
                // Above the routes, the last of which takes every path.
                .weight(200)
                .sockets(config.management().isPresent() ? List.of(MANAGEMENT) : List.of())
                .addObserver(health.observer())
                .addObserver(MetricsObserver.builder().endpoint("/metrics").build())
                .build();
    }
}
