package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * At most so many of something within any time of a length, for each key. It remembers when each was, so there is no
 * moment at which two windows' worth passes. Bounded: under a flood from more keys than it holds some are forgotten, which
 * password hashing is too slow to bring about. Safe for concurrent use, and exact under it.
 *
 * @param <K> what is counted by
 */
final class RollingLimit<K> {
    private static final int MAX_KEYS = 200_000;

    private final int limit;
    private final Duration window;
    private final Clock clock;
    private final Cache<K, Deque<Instant>> times;

    RollingLimit(int limit, Duration window, Clock clock) {
        this.limit = limit;
        this.window = window;
        this.clock = clock;
        this.times = Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(window)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis())).build();
    }

    /** Counts one unless that is one too many; then how long to wait. */
    Optional<Duration> count(K key) {
        Duration[] wait = {Duration.ZERO};
        times.asMap().compute(key, (_, known) -> {
            Instant now = clock.instant();
            Deque<Instant> recent = recent(known, now);
            if (recent.size() < limit) {
                recent.addLast(now);
            } else {
                wait[0] = Duration.between(now, recent.getFirst().plus(window));
            }
            return recent;
        });
        return Optional.of(wait[0]).filter(Duration::isPositive);
    }

    /** Counts one; where the limit is reached, in the place of the oldest. */
    void note(K key) {
        times.asMap().compute(key, (_, known) -> {
            Instant now = clock.instant();
            Deque<Instant> recent = recent(known, now);
            if (recent.size() == limit) {
                recent.removeFirst();
            }
            recent.addLast(now);
            return recent;
        });
    }

    /** How many there were, the limit at most. */
    int counted(K key) {
        int[] size = {0};
        times.asMap().computeIfPresent(key, (_, known) -> {
            Deque<Instant> recent = recent(known, clock.instant());
            size[0] = recent.size();
            return recent.isEmpty() ? null : recent;
        });
        return size[0];
    }

    /** Uncounts the latest. */
    void giveBack(K key) {
        times.asMap().computeIfPresent(key, (_, known) -> {
            known.pollLast();
            return known.isEmpty() ? null : known;
        });
    }

    void clear(K key) {
        times.invalidate(key);
    }

    private Deque<Instant> recent(Deque<Instant> known, Instant now) {
        Deque<Instant> recent = known == null ? new ArrayDeque<>() : known;
        while (!recent.isEmpty() && !now.isBefore(recent.getFirst().plus(window))) {
            recent.removeFirst();
        }
        return recent;
    }
}
