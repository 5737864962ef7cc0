package dev.codexgateway.fetch;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that several fetches may take together. Safe for concurrent use. */
public final class Allowance {
    private final AtomicLong left;

    public Allowance(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    boolean take(int bytes) {
        return left.addAndGet(-bytes) >= 0;
    }
}
