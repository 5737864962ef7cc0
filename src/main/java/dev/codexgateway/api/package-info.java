/**
 * The windows on conversations, a package each, and what they share: how a prompt is read and how turns and conversations
 * look in JSON.
 */
package dev.codexgateway.api;
