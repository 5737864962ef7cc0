package dev.codexgateway.upstream;

import java.util.ArrayDeque;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What is kept for the next call: what was used last comes first, so that the rest can grow old. Its lock is held for a few
 * instructions at a time, which is less than what a queue without one does for each call. Safe for concurrent use.
 */
final class Stack<T> {
    private final int most;
    private final ArrayDeque<T> kept = new ArrayDeque<>();

    /** @param most how many are kept */
    Stack(int most) {
        this.most = most;
    }

    /** False where there are as many as are kept. */
    synchronized boolean push(T one) {
        if (kept.size() >= most) {
            return false;
        }
        kept.addFirst(one);
        return true;
    }

    /** Null where there is none. */
    synchronized @Nullable T pop() {
        return kept.pollFirst();
    }

    /** False where it has been taken. */
    synchronized boolean remove(T one) {
        return kept.removeLastOccurrence(one);
    }

    /** Those that are there now. */
    synchronized List<T> all() {
        return List.copyOf(kept);
    }
}
