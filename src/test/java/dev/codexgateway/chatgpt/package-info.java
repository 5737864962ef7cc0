/**
 * ChatGPT as a GPT Action meets it, as far as is known from its documents and from what people captured: it imports a
 * schema by URL and refuses what the real one refuses, links an account by OAuth, sends its own headers, hangs up after
 * 45 seconds, tries again, and takes no answer of 100,000 characters. It knows of the gateway nothing but the document
 * and what a person pastes.
 *
 * <p>One prompt: {@link dev.codexgateway.chatgpt.Chat} asks its model, which names an
 * {@link dev.codexgateway.chatgpt.ActionOperation} of the {@link dev.codexgateway.chatgpt.ActionSchema} with arguments;
 * the {@link dev.codexgateway.chatgpt.ChatGpt} adds the user's {@code Link}, the {@code Wire} sends, and the model reads
 * what the answer tells it to do next.
 */
package dev.codexgateway.chatgpt;
