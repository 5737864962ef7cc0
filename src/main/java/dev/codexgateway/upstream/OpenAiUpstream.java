package dev.codexgateway.upstream;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import io.helidon.common.buffers.DataReader;
import io.helidon.faulttolerance.CircuitBreaker;
import io.helidon.faulttolerance.CircuitBreakerOpenException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.api.WebClient;

import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.upstream.UpstreamFault.Reason;

/**
 * {@link Upstream} by Helidon's WebClient, with a connection for each call. A connection of WebClient's pool cannot be broken
 * off while it changes hands from the pool's own thread: a turn that was cancelled then would go on upstream, unseen. What a
 * new connection costs is a handshake, in turns that last seconds.
 */
public final class OpenAiUpstream implements Upstream {
    private static final Duration PROBE = Duration.ofSeconds(10);

    private final UpstreamConfig config;
    private final WebClient client;
    private final UpstreamMeters meters = new UpstreamMeters();
    private final CircuitBreaker breaker;

    public OpenAiUpstream(UpstreamConfig config) {
        this.config = config;
        this.breaker = CircuitBreaker.create(circuit -> circuit
                .volume(40).errorRatio(90).delay(config.failingPause()).successThreshold(1));
        this.client = WebClient.builder()
                .baseUri(config.baseUrl())
                .followRedirects(false)
                .sendExpectContinue(false)
                .proxy(Proxy.noProxy())
                .servicesDiscoverServices(false)
                .dnsResolver(new Names())
                .socketOptions(socket -> socket.tcpNoDelay(true).connectTimeout(config.connectTimeout())
                        // The guard bounds reads; this is only more than it ever waits.
                        .readTimeout(config.idleTimeout().plus(config.responseTimeout())))
                .build();
    }

    @Override
    public void admit() {
        key();
        if (breaker.state() == CircuitBreaker.State.OPEN) {
            throw new GatewayException(
                    new GatewayError.UpstreamUnavailable("OpenAI has been failing; try again in a moment.",
                            config.failingPause()));
        }
    }

    /** One word on how calls fare, for health. */
    public String state() {
        if (config.apiKey().isEmpty()) {
            return "not configured";
        }
        return switch (breaker.state()) {
            case CLOSED -> "ok";
            case HALF_OPEN -> "recovering";
            case OPEN -> "failing";
        };
    }

    @Override
    public Exchange post(String path, byte[] json, Duration patience, Consumer<Runnable> stopper,
            Consumer<String> retrying) {
        Secret key = key();
        Guard guard = new Guard();
        stopper.accept(guard::stop);
        long start = System.nanoTime();
        Runnable done = () -> meters.took(Duration.ofNanos(System.nanoTime() - start));
        try {
            Tries tries = new Tries(config.retries(), patience, retrying);
            return guard.run(patience, () -> tries.invoke(() -> broken(() -> {
                HttpClientResponse response = guard.run(config.responseTimeout(), () -> send(path, json, key));
                return new Exchange(response, guard, config.idleTimeout(), done);
            })));
        } catch (RuntimeException e) {
            guard.close();
            done.run();
            throw e;
        }
    }

    @Override
    public int probe(Secret key) {
        Duration limit = PROBE.compareTo(config.responseTimeout()) < 0 ? PROBE : config.responseTimeout();
        try (Guard guard = new Guard();
                HttpClientResponse response = guard.run(limit, () -> client.get("/models")
                        // The guard cannot break a platform thread's read, on which a command runs.
                        .readTimeout(limit.plusSeconds(1))
                        .header(HeaderNames.AUTHORIZATION, "Bearer " + key.reveal()).request())) {
            return response.status().code();
        } catch (RuntimeException e) {
            throw e instanceof UpstreamFault fault ? fault : new UpstreamFault(reason(e), e);
        }
    }

    /** Sends once; an answer that is an error is read and becomes an {@link UpstreamRefusal}. */
    private HttpClientResponse send(String path, byte[] json, Secret key) {
        HttpClientResponse response;
        try {
            response = client.post(path)
                    .header(HeaderNames.AUTHORIZATION, "Bearer " + key.reveal())
                    .header(HeaderValues.CONTENT_TYPE_JSON)
                    .header(HeaderValues.ACCEPT_EVENT_STREAM)
                    .keepAlive(false)
                    .submit(json);
        } catch (RuntimeException e) {
            throw new UpstreamFault(reason(e), e);
        }
        if (response.status().code() == 200) {
            return response;
        }
        try (response) {
            throw UpstreamRefusal.of(response);
        }
    }

    /** Asks the circuit breaker, and counts for it what says that the upstream is ill, rather than our request wrong. */
    private Exchange broken(Supplier<Exchange> call) {
        try {
            return breaker.invoke(() -> {
                try {
                    return new Attempt(Optional.of(call.get()), Optional.empty());
                } catch (UpstreamRefusal e) {
                    meters.error(e.status() == 429 ? "rate_limited" : "http_" + e.status() / 100 + "xx");
                    if (e.status() >= 500) {
                        throw e;
                    }
                    return new Attempt(Optional.empty(), Optional.of(e));
                } catch (UpstreamFault e) {
                    meters.error(e.reason());
                    if (e.reason() != Reason.STOPPED) {
                        throw e;
                    }
                    return new Attempt(Optional.empty(), Optional.of(e));
                }
            }).get();
        } catch (CircuitBreakerOpenException e) {
            throw new UpstreamFault(Reason.CIRCUIT_OPEN, e);
        }
    }

    private static Reason reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Optional<Reason> reason = switch (cause) {
                case UpstreamFault fault -> Optional.of(fault.reason());
                case SSLException _ -> Optional.of(Reason.TLS);
                case ConnectException _ -> Optional.of(Reason.CONNECT);
                case NoRouteToHostException _ -> Optional.of(Reason.CONNECT);
                case UnknownHostException _ -> Optional.of(Reason.CONNECT);
                case UnresolvedAddressException _ -> Optional.of(Reason.CONNECT);
                case SocketTimeoutException _ -> Optional.of(Reason.CONNECT);
                case SocketException _ -> Optional.of(Reason.RESET);
                case DataReader.InsufficientDataAvailableException _ -> Optional.of(Reason.RESET);
                default -> Optional.empty();
            };
            if (reason.isPresent()) {
                return reason.get();
            }
        }
        return e instanceof UncheckedIOException ? Reason.RESET : Reason.PROTOCOL;
    }

    private Secret key() {
        return config.apiKey().orElseThrow(() -> new GatewayException(new GatewayError.UpstreamNotConfigured(
                "The gateway has no key for OpenAI: its operator must set OPENAI_API_KEY.")));
    }

    /** An attempt that the circuit breaker need not worry about. */
    private record Attempt(Optional<Exchange> exchange, Optional<RuntimeException> failure) {
        Exchange get() {
            return exchange.orElseThrow(failure::orElseThrow);
        }
    }
}
