package dev.codexgateway.fetch;

import java.time.Duration;

/**
 * What one fetch may take.
 *
 * @param bytes    of the body
 * @param time     from its beginning to the last byte
 * @param together what it shares with others
 */
public record Limits(int bytes, Duration time, Allowance together) {

    public Limits(int bytes, Duration time) {
        this(bytes, time, new Allowance(bytes));
    }
}
