/**
 * Fetches a document from an address that somebody else named, without being led where that one must not go. A fetch's
 * path: a {@link dev.codexgateway.fetch.Fetcher} turns the text into a {@link dev.codexgateway.fetch.Link}, which exists
 * only within its {@link dev.codexgateway.fetch.Reach}; the name is looked up once, every address of it is vetted, and the
 * connection goes to the first of those. The answer is read under limits of size and time, or it is a
 * {@link dev.codexgateway.fetch.FetchFault}. What the bytes mean is left to whoever asked.
 *
 * <p>It works on sockets of its own: an HTTP client looks names up again, follows what it is told, decodes what it is sent,
 * and Helidon's holds each chunk of a body whole and sends a query's parameters in another order, which breaks signed links.
 */
package dev.codexgateway.fetch;
