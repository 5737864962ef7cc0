/**
 * The OpenAI-compatible pass-through under {@code /v1}: which paths there are, which headers go on, and what is read from the
 * side. A request comes authenticated to {@link dev.codexgateway.proxy.PassThrough}, which sends it on by a
 * {@link dev.codexgateway.upstream.Passage} and copies what comes back as it comes. Connections to the upstream are left to
 * {@code upstream}, limits and accounts to {@code usage}.
 */
package dev.codexgateway.proxy;
