package dev.codexgateway.oauth;

import java.util.Locale;

/**
 * Which addresses can be a client's identifier (OAuth Client ID Metadata Document §3). It is compared as text, so only one in
 * its plain form is taken.
 */
final class ClientUrls {
    /** A line of a log, a row of a page: longer ones are nobody's name. */
    static final int LONGEST = 512;

    private ClientUrls() {}

    /** Whether it is meant as an address, good or not. */
    static boolean resembles(String id) {
        String lower = id.substring(0, Math.min(8, id.length())).toLowerCase(Locale.ROOT);
        return lower.startsWith("https:") || lower.startsWith("http:");
    }

    /** @param privateAddresses for a trial: http and ports too */
    static boolean acceptable(String id, boolean privateAddresses) {
        return id.length() <= LONGEST && RedirectUris.plainAddress(id)
                .filter(uri -> "https".equals(uri.getScheme()) || privateAddresses && "http".equals(uri.getScheme()))
                .filter(uri -> privateAddresses || uri.getPort() < 0)
                .filter(uri -> uri.getRawPath().length() > 1).isPresent();
    }
}
