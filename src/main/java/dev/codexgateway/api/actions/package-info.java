/**
 * The window of ChatGPT's GPT Actions. Files that a person attached in the chat come as links to them in a request's
 * {@code openaiFileIdRefs}: {@link dev.codexgateway.api.actions.ChatFiles} fetches them, and their bytes decide what they
 * are. Whatever is wrong is told in words that the model can act on, for it is the one who reads the answer.
 */
package dev.codexgateway.api.actions;
