/**
 * The window for programs that talk back: {@code GET /ws}, several turns on one WebSocket (RFC 6455).
 *
 * <p>An upgrade goes the way of every request as far as access, which lets it in or refuses it; then the connection is a
 * {@link dev.codexgateway.api.ws.Socket}, whose thread reads messages and lets {@link dev.codexgateway.api.ws.Commands} carry
 * them out. Each turn that runs is watched by a thread of its own, and all that is said goes through the one
 * {@link dev.codexgateway.api.ws.Outbox}. Frames are Helidon's; its connection is not used, since it takes each fragment of
 * a text for a text, writes from two threads, and does not tell when a connection is lost.
 */
package dev.codexgateway.api.ws;
