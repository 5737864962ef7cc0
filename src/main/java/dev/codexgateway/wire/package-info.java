/**
 * Messages of HTTP/1.1 as the bytes they are, for the way on which every microsecond counts: their headers as places in the
 * array that they came in, and requests that go on to another server whoever read them.
 */
package dev.codexgateway.wire;
