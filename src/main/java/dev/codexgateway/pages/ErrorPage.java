package dev.codexgateway.pages;

/**
 * What is shown where nothing may be sent to a callback.
 *
 * @param requestId what to quote to the operator, who finds it in the log
 */
public record ErrorPage(int status, ErrorKind kind, String requestId) {}
