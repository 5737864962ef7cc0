/**
 * The window of JSON-RPC: {@code POST /jsonrpc}. A body is read, dispatched by the {@code jsonrpc} package to a method
 * here, and what {@link dev.codexgateway.codex.Conversations} answers is rendered.
 */
package dev.codexgateway.api.rpc;
