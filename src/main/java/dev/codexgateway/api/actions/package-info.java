/**
 * The window of GPT Actions: REST over conversations, within what ChatGPT allows an action, an answer in 45 seconds and under
 * 100,000 characters, and told so that the model itself knows how to go on. Whatever is wrong is told in words that the model
 * can act on, for it is the one who reads the answer.
 *
 * <p>{@link dev.codexgateway.api.actions.OpenApiEndpoint} serves the document from which ChatGPT learns what there is:
 * {@code openapi.yaml}, with the public URL put in. A call's path: {@link dev.codexgateway.api.actions.ActionsEndpoint} reads
 * it, {@link dev.codexgateway.api.actions.ChatFiles} fetches the files that the person attached and that come as links, the
 * conversations are asked, and {@link dev.codexgateway.api.TurnAnswer} renders what they say.
 */
package dev.codexgateway.api.actions;
