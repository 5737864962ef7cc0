/**
 * The window of the GPT Action. {@link dev.codexgateway.api.actions.OpenApiEndpoint} serves the document from which ChatGPT
 * learns what there is: {@code openapi.yaml}, with the public URL put in.
 */
package dev.codexgateway.api.actions;
