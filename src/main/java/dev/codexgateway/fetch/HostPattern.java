package dev.codexgateway.fetch;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which hosts may be fetched from: one name or IPv4 address, or with a leading {@code *.} all names below one.
 *
 * @param name    in lower case
 * @param below   whether the names below are meant, and not this one
 */
public record HostPattern(String name, boolean below) {
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /** Empty if it is no pattern. That all names of a top-level domain are meant is a mistake. */
    public static Optional<HostPattern> parse(String text) {
        boolean below = text.startsWith("*.");
        String name = (below ? text.substring(2) : text).toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches() && (!below || name.indexOf('.') > 0)
                ? Optional.of(new HostPattern(name, below))
                : Optional.empty();
    }

    /** @param host in lower case */
    boolean matches(String host) {
        return below ? host.endsWith("." + name) && host.length() > name.length() + 1 : host.equals(name);
    }

    @Override
    public String toString() {
        return below ? "*." + name : name;
    }
}
