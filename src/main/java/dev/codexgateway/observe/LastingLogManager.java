package dev.codexgateway.observe;

import java.util.logging.LogManager;

/**
 * A log manager that the JVM's own shutdown hook cannot switch off: the lines of a drain, which runs in a hook beside it,
 * must still be written. Must be named in the system property {@code java.util.logging.manager} before the first log line.
 */
public final class LastingLogManager extends LogManager {

    @Override
    public void reset() {
        // Called by LogManager's Cleaner hook while the gateway still drains. Our handler holds nothing to close.
    }
}
