/**
 * The window on accounts: {@code GET /usage}. A query is read, {@link dev.codexgateway.usage.Ledger} asked, and its rows are
 * rendered. Nobody but an administrator sees another's.
 */
package dev.codexgateway.api.usage;
