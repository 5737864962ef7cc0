/**
 * The edge of the service: where it listens, ids of requests, bodies and their limits, and the one place that answers what
 * went wrong. A request comes to a {@link dev.codexgateway.edge.CallerConnection} and goes through Helidon to its route; what
 * is passed through and plain goes past Helidon to the same handler
 * ({@link dev.codexgateway.edge.PlainCalls}). It knows no capability but access, whose networks it configures.
 */
package dev.codexgateway.edge;
