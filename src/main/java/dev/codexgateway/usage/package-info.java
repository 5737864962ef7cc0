/**
 * Who used how many tokens, and what callers may do at most. A request asks {@link dev.codexgateway.usage.Limits} for leave
 * before it does anything that costs, and what came of it is booked with {@link dev.codexgateway.usage.Accounts}. Who is
 * calling is for {@code access} to know, and how accounts are kept for the store.
 */
package dev.codexgateway.usage;
