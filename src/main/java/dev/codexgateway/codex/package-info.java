/**
 * Conversations, turns and their events. A turn is a fact in the store; every request is a window on it.
 *
 * <p>A prompt comes to {@link dev.codexgateway.codex.Conversations}, is written by {@link dev.codexgateway.codex.Turns} and
 * runs on a virtual thread, where the {@link dev.codexgateway.codex.Agent} answers it and tells events. The recorder writes
 * those, the heart holds the process's lease on them. How they are stored is left to the store, who answers to the agent.
 */
package dev.codexgateway.codex;
