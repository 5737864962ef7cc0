/**
 * The window of GPT Actions: REST over conversations, within what ChatGPT allows an action, an answer in 45 seconds and under
 * 100,000 characters, and told so that the model itself knows how to go on.
 */
package dev.codexgateway.api.actions;
