package dev.codexgateway.pages;

import java.util.List;

/**
 * The consent page: posts {@code csrf}, {@code request} and a {@code decision}, {@code allow}, {@code deny} or
 * {@code switch} (somebody else wants to sign in), to {@code /oauth/consent}.
 *
 * @param callbackHost where the answer goes
 * @param loopback     whether that is a program on the person's own computer (RFC 8252 §7.3)
 * @param scopes       their words
 */
public record ConsentPage(String csrf, String request, String clientName, String callbackHost, boolean loopback,
        List<String> scopes, String userName) {

    public ConsentPage {
        scopes = List.copyOf(scopes);
    }
}
