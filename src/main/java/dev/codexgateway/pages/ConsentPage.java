package dev.codexgateway.pages;

import java.util.List;

/**
 * The consent page: posts {@code csrf}, {@code request} and a {@code decision}, {@code allow}, {@code deny} or
 * {@code switch} (somebody else wants to sign in), to {@code /oauth/consent}.
 *
 * @param app          who asks
 * @param callbackHost where the answer goes
 * @param loopback     whether that is a program on the person's own computer (RFC 8252 §7)
 * @param scopes       their words
 */
public record ConsentPage(String csrf, String request, App app, String callbackHost, boolean loopback,
        List<String> scopes, String userName) {

    public ConsentPage {
        scopes = List.copyOf(scopes);
    }

    /**
     * Who asks, as far as it can be told.
     *
     * @param name        what it may be called; empty: an app on the person's own computer
     * @param claimed     what it calls itself, where that is not to be believed; else empty
     * @param describedBy the host that publishes what it says of itself, if one does; else empty
     */
    public record App(String name, String claimed, String describedBy) {
        public static App named(String name) {
            return new App(name, "", "");
        }
    }
}
