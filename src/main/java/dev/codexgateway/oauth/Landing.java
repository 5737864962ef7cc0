package dev.codexgateway.oauth;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where somebody goes on to who signs in for a page of our own. It is told by a word of ours in the place of a parked
 * request's id, never by an address, so a link can lead nowhere else.
 */
public enum Landing {
    ACCOUNT("", "/account"), CONNECT("connect", "/connect");

    private final String word;
    private final String path;

    Landing(String word, String path) {
        this.word = word;
        this.path = path;
    }

    /** The landing that a word means; empty if it is a parked request's id. */
    static Optional<Landing> of(String word) {
        return Arrays.stream(values()).filter(landing -> landing.word.equals(word)).findFirst();
    }

    /** The page itself. */
    public String path() {
        return path;
    }

    /** The login page that leads there. */
    public String login() {
        return word.isEmpty() ? "/oauth/login" : "/oauth/login?request=" + word;
    }
}
