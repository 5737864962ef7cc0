/**
 * The pages that a person sees: sign-in, consent, claim, account, connect, privacy, home and error, in English and
 * Brazilian Portuguese. It owns their templates ({@code src/main/jte}), texts, style sheet and script, and knows nothing of
 * OAuth: endpoints hand it a record and send the HTML that comes back, with headers of their own.
 *
 * <p>A page's path: {@link dev.codexgateway.pages.Language#of} reads {@code Accept-Language};
 * {@link dev.codexgateway.pages.Pages} gives the record and the language's texts to the page's template, which was compiled
 * with the program and escapes whatever it prints. There is no inline script or style and nothing from elsewhere, so that a
 * policy of {@code default-src 'none'; style-src 'self'; img-src data:} holds for all of them. The connect page alone has a
 * script, of its own path, and needs {@code script-src 'self'; connect-src 'self'} besides.
 */
package dev.codexgateway.pages;
