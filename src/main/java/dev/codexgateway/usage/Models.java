package dev.codexgateway.usage;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The models that accounts and metrics tell apart. An upstream that invents names cannot make more rows and series than
 * {@link #MAX}. Safe for concurrent use.
 */
final class Models {
    static final String OTHER = "other";
    static final int MAX = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}");

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** The name, or {@link #OTHER} for one that looks like none or is one too many. */
    String known(String name) {
        if (known.contains(name)) {
            return name;
        }
        return known.size() < MAX && NAME.matcher(name).matches() && known.add(name) ? name : OTHER;
    }
}
