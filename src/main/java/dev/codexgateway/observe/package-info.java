/**
 * What an operator sees: log lines with request ids, audit lines, HTTP metrics. Meters of a capability live with that
 * capability; health checks are built where the thing they check is.
 */
package dev.codexgateway.observe;
