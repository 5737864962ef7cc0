package dev.codexgateway.observe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One line an event that concerns a credential, for whoever must later say who could do what, and when. Values are names,
 * hashes and addresses, never a secret.
 */
public final class Audit {
    private static final Logger LOG = System.getLogger("dev.codexgateway.audit");

    private Audit() {}

    /**
     * Writes {@code auth EVENT name=value …}.
     *
     * @param namesAndValues alternating; a value's spaces and control characters are replaced
     */
    public static void auth(String event, String... namesAndValues) {
        write("auth", event, namesAndValues);
    }

    /** Writes {@code oauth EVENT name=value …}: what concerns users, clients and what the ones granted the others. */
    public static void oauth(String event, String... namesAndValues) {
        write("oauth", event, namesAndValues);
    }

    private static void write(String kind, String event, String... namesAndValues) {
        StringBuilder line = new StringBuilder(kind).append(' ').append(event);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            line.append(' ').append(namesAndValues[i]).append('=')
                    .append(namesAndValues[i + 1].replaceAll("[\\s\\p{Cntrl}]", "_"));
        }
        LOG.log(Level.INFO, line::toString);
    }
}
