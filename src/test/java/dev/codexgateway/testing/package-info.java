/**
 * Real parts for tests, instead of mocks. {@link dev.codexgateway.testing.ScriptedUpstream} is an HTTP server that speaks
 * OpenAI's Responses API as a test scripts it, accidents of the network included;
 * {@link dev.codexgateway.testing.SelfSigned} gives it a certificate. What the gateway makes of the answers is the matter
 * of the tests that use them. {@link dev.codexgateway.testing.Chromium} is a real browser, and a
 * {@link dev.codexgateway.testing.Site} what else there is on its web.
 *
 * <p>One request: a {@code Connection}'s reader takes it from the {@code HttpWire} as a
 * {@link dev.codexgateway.testing.Recorded}, the {@code Desk} files it and picks the
 * {@link dev.codexgateway.testing.Answer}, a {@code Delivery} plays that answer with the events that
 * {@code ResponseEvents} words. Meanwhile the reader reads on, so that a client that leaves is noticed at once.
 */
package dev.codexgateway.testing;
