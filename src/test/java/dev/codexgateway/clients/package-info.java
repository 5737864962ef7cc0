/**
 * Programs of others that must work through the gateway by its base URL and a key alone: the real Codex CLI and OpenAI's
 * official SDKs. Nothing here imitates them.
 */
package dev.codexgateway.clients;
