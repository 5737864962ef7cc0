/**
 * What can go wrong for a caller: the sealed {@link dev.codexgateway.error.GatewayError}, thrown inside the one
 * {@link dev.codexgateway.error.GatewayException}, and its rendering as a {@link dev.codexgateway.error.Problem}. Which
 * number a protocol gives a variant is that protocol's business.
 */
package dev.codexgateway.error;
