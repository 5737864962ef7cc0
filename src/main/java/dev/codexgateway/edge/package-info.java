/**
 * The edge of the service: where it listens, ids of requests, bodies and their limits, and the one place that answers what
 * went wrong. It knows no capability but access, whose networks it configures.
 */
package dev.codexgateway.edge;
