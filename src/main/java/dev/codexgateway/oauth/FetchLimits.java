package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.codexgateway.access.Subscriber;

/**
 * How often strangers may make us ask others: by who makes us, by who is asked, and all together. What is known already, and
 * what is being asked for, costs nothing. Safe for concurrent use.
 */
final class FetchLimits {
    static final int PER_ASKER = 30;
    static final int PER_HOST = 60;
    static final int TOGETHER = 300;
    private static final int AT_ONCE = 16;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    private final RollingLimit<Subscriber> askers;
    private final RollingLimit<String> hosts;
    private final RollingLimit<Boolean> together;
    private final Semaphore running = new Semaphore(AT_ONCE);

    FetchLimits(Clock clock) {
        this.askers = new RollingLimit<>(PER_ASKER, WINDOW, clock);
        this.hosts = new RollingLimit<>(PER_HOST, WINDOW, clock);
        this.together = new RollingLimit<>(TOGETHER, WINDOW, clock);
    }

    /** Lets one fetch begin, which must {@link #end}; or how long to wait. */
    Optional<Duration> begin(Subscriber asker, String host) {
        Optional<Duration> wait = askers.count(asker).or(() -> hosts.count(host)).or(() -> together.count(true))
                .or(() -> running.tryAcquire() ? Optional.empty() : Optional.of(SOON));
        wait.ifPresent(_ -> OAuthMeters.limited("client-metadata-fetches"));
        return wait;
    }

    void end() {
        running.release();
    }
}
