package dev.codexgateway.proxy;

import java.time.Instant;
import java.util.List;

/** Who made which response that the upstream keeps. Safe for concurrent use. */
public interface StoredResponses {

    /** Notes makers; an id that is there stays its first maker's. */
    void remember(List<Made> made);

    /** Whether this caller made it. */
    boolean made(String responseId, String callerId);

    /** Forgets what was made before, at most so many at once; how many they were. */
    int sweep(Instant before, int limit);

    /** @param callerId who made it */
    record Made(String responseId, String callerId, Instant at) {}
}
