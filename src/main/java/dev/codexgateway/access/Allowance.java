package dev.codexgateway.access;

import java.util.Optional;

/**
 * What a caller may use at most. Where nothing is said, something else decides: for a key's own allowance the configuration,
 * for the configuration's nobody.
 *
 * @param requestsPerMinute HTTP requests in any 60 seconds
 * @param concurrentTurns   turns, and calls to a model that are passed through, at once
 * @param tokensPerDay      input and output tokens of a day in UTC
 */
public record Allowance(Optional<Integer> requestsPerMinute, Optional<Integer> concurrentTurns,
        Optional<Integer> tokensPerDay) {
    /** Says nothing. */
    public static final Allowance USUAL = new Allowance(Optional.empty(), Optional.empty(), Optional.empty());
    public static final int MAX_REQUESTS_PER_MINUTE = 100_000_000;
    public static final int MAX_CONCURRENT_TURNS = 100_000;
    public static final int MAX_TOKENS_PER_DAY = Integer.MAX_VALUE;

    /** This allowance, and where it says nothing the usual one. */
    public Allowance or(Allowance usual) {
        return equals(USUAL)
                ? usual
                : new Allowance(either(requestsPerMinute, usual.requestsPerMinute),
                        either(concurrentTurns, usual.concurrentTurns), either(tokensPerDay, usual.tokensPerDay));
    }

    private static Optional<Integer> either(Optional<Integer> own, Optional<Integer> usual) {
        return own.isPresent() ? own : usual;
    }
}
