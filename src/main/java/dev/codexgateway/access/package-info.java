/**
 * Who is calling, and how far the credential reaches. A request passes {@link dev.codexgateway.access.Access}, which asks
 * Helidon Security, whose provider here asks the verifiers; what comes out is a {@link dev.codexgateway.access.Caller}.
 * How credentials are kept is the store's business, behind {@link dev.codexgateway.access.ApiKeys}.
 */
package dev.codexgateway.access;
