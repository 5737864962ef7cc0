package dev.codexgateway.pages;

/**
 * The page on which the owner approves a GPT: posts {@code csrf}, {@code request} and a {@code decision},
 * {@code approve} or {@code refuse}, to {@code /oauth/claim}.
 *
 * @param gptId    the {@code g-…} of the callback
 * @param callback the whole of it
 */
public record ClaimPage(String csrf, String request, String gptId, String callback, String userName) {}
