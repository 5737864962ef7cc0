/**
 * The pages that get a person from an empty GPT to a working one: {@code /connect} with its checklist and the client's
 * secrets, for the owner; {@code /} and {@code /privacy}, for everybody. Looks and texts are left to {@code pages}, who is
 * signed in to {@code oauth}.
 *
 * <p>A look at the checklist: {@link dev.codexgateway.connect.ConnectEndpoint} asks
 * {@link dev.codexgateway.connect.Checklist}, which has the public URL and the upstream looked at by
 * {@link dev.codexgateway.connect.PublicUrl} and {@link dev.codexgateway.connect.UpstreamKey}, each on a thread of its own,
 * in bounded time and for all who ask meanwhile, and reads the rest from the store.
 */
package dev.codexgateway.connect;
