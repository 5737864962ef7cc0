/**
 * JSON-RPC 2.0 (https://www.jsonrpc.org/specification): what a call is, which method it reaches, and how results and
 * refusals are answered. It knows no method of its own, no transport and no caller: whoever reads the bytes brings the
 * JSON, and who is calling travels to the methods in a context of the transport's choosing.
 *
 * <p>A request's path: the transport parses the body, answering {@link dev.codexgateway.jsonrpc.Dispatcher#parseError} if
 * that fails, and hands the value to the {@link dev.codexgateway.jsonrpc.Dispatcher}. That takes a batch apart, reads each
 * element as a {@link dev.codexgateway.jsonrpc.Call}, and runs the {@link dev.codexgateway.jsonrpc.Method} it names with
 * its {@link dev.codexgateway.jsonrpc.Params}. What comes back, or is thrown, becomes the response, unless the call was a
 * notification. A transport that must look into a call before it runs reads it itself and asks for
 * {@link dev.codexgateway.jsonrpc.Dispatcher#answer}.
 */
package dev.codexgateway.jsonrpc;
