package dev.codexgateway.observe;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.metrics.api.Metrics;
import io.helidon.metrics.api.Tag;
import io.helidon.metrics.api.Timer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * The duration of every request by method, route template and status (OpenTelemetry's
 * {@code http.server.request.duration}). Whatever a caller can invent is one label: unknown methods are {@code _OTHER},
 * unknown paths {@code unmatched}.
 */
public final class HttpMeters {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH",
            "CONNECT", "TRACE");
    private static final Duration[] BUCKETS = durations(5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500,
            10_000);

    private final ConcurrentMap<Series, Timer> timers = new ConcurrentHashMap<>();

    /** Buckets in milliseconds; the first ones are what OpenTelemetry's conventions advise. */
    public static Duration[] durations(long... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }

    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long start = System.nanoTime();
        try {
            chain.proceed();
        } finally {
            took(request.prologue().method().text(), route(request), response.status().code(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /**
     * Counts a request, also one that goes past the filters.
     *
     * @param route its template, of which there are few
     */
    public void took(String method, String route, int status, Duration duration) {
        Series series = new Series(METHODS.contains(method) ? method : "_OTHER", route, status);
        timers.computeIfAbsent(series, HttpMeters::timer).record(duration);
    }

    /** Helidon's own routes end with a slash, and the last of ours takes every path. */
    private static String route(RoutingRequest request) {
        String pattern = request.matchingPattern().orElse("");
        String plain = pattern.length() > 1 && pattern.endsWith("/")
                ? pattern.substring(0, pattern.length() - 1)
                : pattern;
        return plain.isEmpty() || plain.equals("/*") ? "unmatched" : plain;
    }

    private static Timer timer(Series series) {
        return Metrics.getOrCreate(Timer.builder("http.server.request.duration")
                .description("Duration of HTTP requests served.")
                .buckets(BUCKETS)
                .percentiles(new double[0])
                .tags(List.of(
                        Tag.create("http_request_method", series.method()),
                        Tag.create("http_route", series.route()),
                        Tag.create("http_response_status_code", Integer.toString(series.status())))));
    }

    /** Without the code that a record gets, which is slow until it is compiled: every answer looks its series up. */
    private record Series(String method, String route, int status) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Series that && status == that.status && method.equals(that.method)
                    && route.equals(that.route);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * method.hashCode() + route.hashCode()) + status;
        }
    }
}
