package dev.codexgateway.oauth;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides whether a redirect URI may be sent to (RFC 9700 §2.1): it matches one of the client's exactly, or but for the port on
 * loopback (RFC 8252 §7.3), or it is the callback of a GPT that the owner has claimed.
 */
public final class Callbacks {
    /** The two hosts by which ChatGPT calls one and the same GPT back. */
    private static final Pattern CHATGPT = Pattern
            .compile("https://(?:chatgpt\\.com|chat\\.openai\\.com)/aip/(g-[A-Za-z0-9_-]{1,128})/oauth/callback");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Claims claims;
    private final boolean autoApprove;

    Callbacks(Claims claims, boolean autoApprove) {
        this.claims = claims;
        this.autoApprove = autoApprove;
    }

    Callback check(Client client, String uri) {
        if (client.redirectUris().contains(uri)
                || client.redirectUris().stream().anyMatch(registered -> sameButPort(registered, uri))) {
            return new Callback.Verified();
        }
        Optional<String> gpt = client.configured() ? gpt(uri) : Optional.empty();
        if (gpt.isPresent()) {
            return autoApprove || claims.claimed(gpt.get(), client.id())
                    ? new Callback.Verified()
                    : new Callback.Claimable(gpt.get());
        }
        return autoApprove && client.configured() && loopback(uri) ? new Callback.Verified() : new Callback.Refused();
    }

    /** Whether a URI leads to the user's own computer. */
    static boolean loopback(String uri) {
        return RedirectUris.acceptable(uri) && "http".equals(URI.create(uri).getScheme())
                && LOOPBACK.contains(URI.create(uri).getHost());
    }

    /** Whether a URI leads to a program on the user's own device: over loopback, or by a scheme that any program can take. */
    static boolean local(String uri) {
        return !"https".equals(URI.create(uri).getScheme());
    }

    static String host(String uri) {
        return Optional.ofNullable(URI.create(uri).getHost()).orElse(uri);
    }

    /** The GPT that ChatGPT would be called back for. */
    public static Optional<String> gpt(String uri) {
        Matcher matcher = CHATGPT.matcher(uri);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Equal but for the port, both on loopback over http. */
    private static boolean sameButPort(String registered, String uri) {
        return loopback(registered) && loopback(uri) && withoutPort(registered).equals(withoutPort(uri));
    }

    private static String withoutPort(String uri) {
        URI parsed = URI.create(uri);
        return parsed.getHost() + parsed.getRawPath()
                + (parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery());
    }

    /** What may be done with a redirect URI. */
    sealed interface Callback {
        record Verified() implements Callback {}

        /** The callback of a GPT that nobody has approved: not to be redirected to yet. */
        record Claimable(String gptId) implements Callback {}

        record Refused() implements Callback {}
    }
}
