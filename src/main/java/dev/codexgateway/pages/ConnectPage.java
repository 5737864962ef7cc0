package dev.codexgateway.pages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The page that gets the owner from an empty GPT to a working one. Its forms post {@code csrf} to
 * {@code /connect/secret}, which makes the client secret anew, and to {@code /connect/secret/drop-older}. Its script
 * fetches the checklist alone, as {@link Pages#checklist} renders it, from {@code /connect/checks}.
 *
 * @param freshSecret the client secret that was just made: it can be shown this once
 * @param twoSecrets  whether the client's older secret is good, too
 */
public record ConnectPage(String csrf, String userName, Values values, List<Check> checks, Optional<String> freshSecret,
        boolean twoSecrets, Optional<Notice> notice) {

    public ConnectPage {
        checks = List.copyOf(checks);
    }

    /** What is pasted into ChatGPT, each exactly as it is to be pasted. */
    public record Values(String publicUrl, String schemaUrl, String clientId, String authorizationUrl, String tokenUrl,
            String scope, String privacyUrl, String mcpUrl) {}

    /**
     * A line of the checklist.
     *
     * @param reason which of the texts of this kind tells what was found and what to do: a word of lower case letters
     *               and hyphens
     * @param detail what stands in that text's place, such as a host; empty if it has none
     */
    public record Check(Kind kind, State state, String reason, String detail) {

        String name(Phrases phrases) {
            return phrases.text(key());
        }

        /** What was found; nothing if the reason is none that there is a text for. */
        Optional<String> found(Phrases phrases) {
            return phrases.find(key() + "." + reason, detail);
        }

        /** What to do about it, if there is something to do. */
        Optional<String> remedy(Phrases phrases) {
            return phrases.find(key() + "." + reason + ".do", detail);
        }

        private String key() {
            return "connect.check." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What is looked at, in the order in which a person gets there. */
    public enum Kind {
        PUBLIC_URL, ROOT_DOMAIN, SCHEMA, CLIENT_SECRET, UPSTREAM_KEY, CALLBACK, FIRST_SIGN_IN, FIRST_CALL
    }

    /** How it looks. */
    public enum State {
        GOOD,
        /** Nothing is wrong: it happens when a later step is done. */
        WAITING, BAD
    }
}
