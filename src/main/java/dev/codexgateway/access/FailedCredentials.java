package dev.codexgateway.access;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;

/**
 * Counts wrong credentials by {@link Subscriber}. Bounded: under a flood from more than it holds, the longest silent are
 * forgotten.
 */
public final class FailedCredentials {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 100_000;

    private final int perMinute;
    private final Cache<Subscriber, Bucket> buckets = Caffeine.newBuilder().maximumSize(MAX_ADDRESSES)
            .expireAfterAccess(MINUTE.multipliedBy(2)).build();

    public FailedCredentials(int perMinute) {
        this.perMinute = perMinute;
    }

    /** Counts one; answers how long the address must wait if that was one too many. */
    public Optional<Duration> count(InetAddress address) {
        Bucket bucket = buckets.get(Subscriber.of(address), key -> Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillIntervally(perMinute, MINUTE)).build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
}
