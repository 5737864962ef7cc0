package dev.codexgateway.usage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;

import dev.codexgateway.access.Admission;
import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Caller;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * Asks {@link Limits} for every request, and tells callers that have such a limit how they stand: the header fields
 * {@code RateLimit-Policy} and {@code RateLimit} (draft-ietf-httpapi-ratelimit-headers), on refusals too.
 */
public final class RateLimits implements Admission {
    private static final HeaderName POLICY = HeaderNames.create("RateLimit-Policy");
    private static final HeaderName STANDING = HeaderNames.create("RateLimit");
    private static final String NAME = "\"requests\"";

    private final Limits limits;
    private final Allowance usual;
    /** By limit, of which there are few: each is told in every answer. */
    private final ConcurrentMap<Long, Header> policies = new ConcurrentHashMap<>();

    public RateLimits(Limits limits, Allowance usual) {
        this.limits = limits;
        this.usual = usual;
    }

    @Override
    public Leave request(Caller caller, WritableHeaders<?> answer) {
        Optional<Limits.Taken> taken = taken(caller, answer);
        if (taken.isEmpty()) {
            return Leave.UNLIMITED;
        }
        tell(taken.get().standing(), answer);
        return () -> tell(taken.get().giveBack(), answer);
    }

    private Optional<Limits.Taken> taken(Caller caller, WritableHeaders<?> answer) {
        try {
            return limits.request(caller);
        } catch (GatewayException e) {
            if (e.error() instanceof GatewayError.TooManyRequests refusal) {
                caller.allowance().or(usual).requestsPerMinute().ifPresent(limit -> tell(
                        new Limits.Standing(limit, Window.LENGTH, 0, refusal.retryAfter()), answer));
            }
            throw e;
        }
    }

    private void tell(Limits.Standing standing, WritableHeaders<?> answer) {
        answer.set(policies.computeIfAbsent(standing.limit(), limit -> HeaderValues.createCached(POLICY,
                NAME + ";q=" + limit + ";w=" + standing.window().toSeconds())));
        answer.set(STANDING, NAME + ";r=" + standing.remaining() + ";t=" + seconds(standing.reset()));
    }

    private static long seconds(Duration reset) {
        return reset.plusNanos(999_999_999).toSeconds();
    }
}
