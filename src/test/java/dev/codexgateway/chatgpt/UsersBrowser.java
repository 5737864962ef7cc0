package dev.codexgateway.chatgpt;

import java.net.URI;
import java.util.Map;

import dev.codexgateway.testing.Person;

/** Where ChatGPT opens a page for its user. */
@FunctionalInterface
public interface UsersBrowser {

    /** Opens a URL, and lets the user do what the pages ask for; what the callback was sent in the end. */
    Map<String, String> open(URI authorization, String callback);

    /** Of somebody who agrees to everything. */
    static UsersBrowser of(Person person, String name, String password) {
        return (authorization, callback) -> {
            if (!authorization.getPath().equals("/oauth/authorize")) {
                throw new AssertionError("not the page to sign in: " + authorization);
            }
            Person.Seen seen = person.authorize(authorization.getRawQuery(), name, password);
            if (!seen.location().orElse("").startsWith(callback + "?")) {
                throw new AssertionError("not sent to " + callback + ": " + seen.status() + " " + seen.location());
            }
            return seen.callback();
        };
    }
}
