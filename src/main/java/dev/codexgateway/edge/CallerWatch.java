package dev.codexgateway.edge;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that passes by every caller's connection, so that no request needs a timer of its own. Late by at most
 * {@link #EVERY}.
 */
final class CallerWatch {
    private static final Duration EVERY = Duration.ofMillis(100);
    /** How long a wait lasts before it is worth a thread that looks whether the caller is still there. */
    private static final Duration LONG = Duration.ofMillis(300);
    private static final int FEW = 100;
    private static final Set<CallerConnection> CONNECTIONS = ConcurrentHashMap.newKeySet();
    private static final System.Logger LOG = System.getLogger(CallerWatch.class.getName());

    static {
        Thread.ofPlatform().daemon().name("caller-watch").start(CallerWatch::watch);
    }

    private CallerWatch() {}

    static void add(CallerConnection connection) {
        CONNECTIONS.add(connection);
    }

    static void remove(CallerConnection connection) {
        CONNECTIONS.remove(connection);
    }

    /** Whether there are so few that who lets others go first is soon on again. */
    static boolean few() {
        return CONNECTIONS.size() <= FEW;
    }

    private static void watch() {
        while (true) {
            LockSupport.parkNanos(EVERY.toNanos());
            long now = System.nanoTime();
            for (CallerConnection connection : CONNECTIONS) {
                try {
                    connection.look(now, LONG.toNanos());
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "a connection could not be looked after", e);
                }
            }
        }
    }
}
