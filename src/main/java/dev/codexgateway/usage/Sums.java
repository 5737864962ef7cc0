package dev.codexgateway.usage;

import java.time.Duration;
import java.util.Optional;

/**
 * What calls add up to.
 *
 * @param failed      those of them that did not end as {@code completed}
 * @param firstBytes  those of them that had a first byte
 * @param toFirstByte how long these took to it, together, in microseconds
 * @param took        how long all took, together, in microseconds
 */
public record Sums(long calls, long failed, Usage tokens, long firstBytes, long toFirstByte, long took) {
    public static final String COMPLETED = "completed";
    public static final Sums NONE = new Sums(0, 0, Usage.NONE, 0, 0, 0);

    static Sums of(Accounts.Call call) {
        return new Sums(1, call.outcome().equals(COMPLETED) ? 0 : 1, call.usage().orElse(Usage.NONE),
                call.toFirstByte().isPresent() ? 1 : 0, call.toFirstByte().map(Sums::micros).orElse(0L),
                micros(call.took()));
    }

    Sums plus(Sums more) {
        return new Sums(calls + more.calls, failed + more.failed, tokens.plus(more.tokens),
                firstBytes + more.firstBytes, toFirstByte + more.toFirstByte, took + more.took);
    }

    public Optional<Duration> averageToFirstByte() {
        return average(toFirstByte, firstBytes);
    }

    public Optional<Duration> averageDuration() {
        return average(took, calls);
    }

    private static Optional<Duration> average(long micros, long count) {
        return count == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.round(micros * 1000.0 / count)));
    }

    private static long micros(Duration time) {
        return Math.max(0, time.toNanos() / 1000);
    }
}
