package dev.codexgateway.codex;

import java.util.Locale;

/**
 * Where a turn stands. With the backends there are, a turn runs from the moment it is written: none is ever
 * {@code queued}.
 */
public enum TurnStatus {
    IN_PROGRESS, COMPLETED, FAILED, CANCELLED, INTERRUPTED;

    /** The word on the wire and in the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TurnStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    public boolean ended() {
        return this != IN_PROGRESS;
    }
}
