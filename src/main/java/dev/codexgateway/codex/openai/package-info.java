/**
 * The agent that answers turns by OpenAI's Responses API. A task becomes a request, its stream is read event by event, and
 * each becomes events of the turn. Connections, retries and time limits are the upstream's.
 */
package dev.codexgateway.codex.openai;
