/**
 * The window through which a turn is seen as it runs: {@code POST /exec}, {@code POST /exec/resume} and {@code GET
 * /conversations/{session_id}/events}. A request is parsed, {@link dev.codexgateway.codex.Conversations} starts or finds the
 * turn, and a {@link dev.codexgateway.codex.Watch} on it is told in the form that the caller accepts, by the thread of the
 * request, until the turn ends. The turn goes on whoever leaves.
 */
package dev.codexgateway.api.exec;
