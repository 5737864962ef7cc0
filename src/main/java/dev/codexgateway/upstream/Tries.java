package dev.codexgateway.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.helidon.faulttolerance.Retry;

/**
 * The tries of one call: Helidon's retry with a policy that knows what failed. The waits grow and are spread by chance;
 * what the upstream asks for in {@code Retry-After} is honoured if it is bearable. For one thread.
 */
final class Tries implements Retry.RetryPolicy {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long FIRST_MILLIS = 400;

    private final int retries;
    private final Consumer<String> retrying;
    private final long deadline;
    private final Retry retry;
    private Optional<RuntimeException> failure = Optional.empty();

    Tries(int retries, Duration patience, Consumer<String> retrying) {
        this.retries = retries;
        this.retrying = retrying;
        this.deadline = System.nanoTime() + patience.toNanos();
        this.retry = Retry.create(builder -> builder.retryPolicy(this).overallTimeout(patience));
    }

    <T> T invoke(Supplier<T> call) {
        return retry.invoke(() -> {
            try {
                return call.get();
            } catch (RuntimeException e) {
                failure = Optional.of(e);
                throw e;
            }
        });
    }

    @Override
    public Optional<Long> nextDelayMillis(long firstCallMillis, long lastDelay, int call) {
        if (call > retries) {
            return Optional.empty();
        }
        return failure.flatMap(Tries::asked).or(() -> failure.filter(Tries::passing).map(_ -> backoff(call)))
                .filter(wait -> wait <= LONGEST.toMillis()
                        && System.nanoTime() + Duration.ofMillis(wait).toNanos() < deadline)
                .map(wait -> {
                    retrying.accept("OpenAI could not answer; trying again (" + call + " of " + retries + ").");
                    return wait;
                });
    }

    private static Optional<Long> asked(RuntimeException e) {
        return e instanceof UpstreamRefusal refusal && refusal.passing()
                ? refusal.retryAfter().map(Duration::toMillis)
                : Optional.empty();
    }

    private static boolean passing(RuntimeException e) {
        return switch (e) {
            case UpstreamRefusal refusal -> refusal.passing();
            case UpstreamFault fault -> fault.reason().passing();
            default -> false;
        };
    }

    private static long backoff(int call) {
        long most = FIRST_MILLIS << (call - 1);
        return most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
    }
}
