package dev.codexgateway.connect;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import javax.net.ssl.SSLException;

import dev.codexgateway.access.Network;

/**
 * Looks whether the public URL leads here as ChatGPT needs it: https on port 443 by a public address, with a certificate that
 * is trusted, and without a redirect. What stands in its way is said without a call where the URL alone tells it.
 */
final class PublicUrl {
    static final String DOCUMENT = "/openapi.json";
    /** Within {@link Remembered#BOUND}, so that the exchange ends by itself. */
    private static final Duration DEADLINE = Duration.ofMillis(3_500);
    private static final int MAX_SIZE = 4 * 1024 * 1024;
    private static final int TLS_PORT = 443;
    private static final int OK = 200;
    private static final List<Network> LOOPBACK = networks("127.0.0.0/8", "::1");
    /** What no address outside leads to (RFC 6890). */
    private static final List<Network> PRIVATE = networks("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
            "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3", "::", "::1", "fc00::/7", "fe80::/10",
            "ff00::/8");

    private final Supplier<URI> url;
    private final Supplier<byte[]> document;
    private final Names names;
    private final HttpClient http;

    /** @param document ours, as every process with this configuration serves it */
    PublicUrl(Supplier<URI> url, Supplier<byte[]> document, Names names, HttpClient http) {
        this.url = url;
        this.document = document;
        this.names = names;
        this.http = http;
    }

    URI url() {
        return url.get();
    }

    /** Whether nobody but this machine can mean us by it. */
    boolean loopback() {
        String host = url().getHost();
        return host.equalsIgnoreCase("localhost") || literal(host).filter(address -> in(LOOPBACK, address)).isPresent();
    }

    Reached look() {
        return obstacle().<Reached>map(failed -> failed).orElseGet(this::fetch);
    }

    private Optional<Reached.Failed> obstacle() {
        if (loopback()) {
            return Optional.of(new Reached.Failed("loopback"));
        }
        if (!"https".equalsIgnoreCase(url().getScheme())) {
            return Optional.of(new Reached.Failed("not-https"));
        }
        if (url().getPort() >= 0 && url().getPort() != TLS_PORT) {
            return Optional.of(new Reached.Failed("port"));
        }
        try {
            return Arrays.stream(names.addresses(url().getHost())).filter(address -> in(PRIVATE, address)).findFirst()
                    .map(address -> new Reached.Failed("private-address", address.getHostAddress()));
        } catch (UnknownHostException e) {
            return Optional.of(new Reached.Failed("unknown-host"));
        }
    }

    private Reached fetch() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + DOCUMENT)).timeout(DEADLINE)
                .header("Accept", "application/json").build();
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<HttpResponse<byte[]>> exchange = http.sendAsync(request, noting(begun));
        try {
            HttpResponse<byte[]> response = exchange.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                return new Reached.Failed("other-service");
            }
            return Arrays.equals(response.body(), document.get()) ? new Reached.Ours() : new Reached.Different();
        } catch (ExecutionException e) {
            if (begun.get()) {
                // Whoever cuts its answer off, or sends without end, is not us.
                return new Reached.Failed("other-service");
            }
            return new Reached.Failed(untrusted(e) ? "certificate" : "no-answer");
        } catch (TimeoutException e) {
            return new Reached.Failed("no-answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reached.Failed("no-answer");
        } finally {
            exchange.cancel(true);
        }
    }

    private static BodyHandler<byte[]> noting(AtomicBoolean begun) {
        BodyHandler<byte[]> bounded = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_SIZE);
        return head -> {
            begun.set(true);
            return bounded.apply(head);
        };
    }

    private static boolean untrusted(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    private static Optional<InetAddress> literal(String host) {
        return Network.parse(host.replaceAll("[\\[\\]]", "")).map(Network::base);
    }

    private static boolean in(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static List<Network> networks(String... texts) {
        return Arrays.stream(texts).map(text -> Network.parse(text).orElseThrow()).toList();
    }

    /** Where names lead. */
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }
}
