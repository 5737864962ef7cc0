package dev.codexgateway.proxy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What may be called. Without an entry everything may be.
 *
 * @param byName patterns by the name of the caller they are for; those for everybody have none
 */
public record Permissions(Map<String, List<String>> byName) {
    private static final String EVERYBODY = "";

    static Permissions of(List<String> entries) {
        return new Permissions(entries.stream().collect(Collectors.groupingBy(Permissions::name,
                Collectors.mapping(Permissions::pattern, Collectors.toUnmodifiableList()))));
    }

    /** What stands behind the name, if there is one. */
    static String pattern(String entry) {
        return entry.substring(entry.indexOf('=') + 1).strip();
    }

    boolean everything() {
        return byName.isEmpty();
    }

    /** Whether a caller of this name may. Names with entries of their own have only those. */
    boolean allow(String callerName, String what) {
        if (everything()) {
            return true;
        }
        List<String> patterns = byName.getOrDefault(callerName, byName.getOrDefault(EVERYBODY, List.of()));
        for (String pattern : patterns) {
            if (pattern.endsWith("*")
                    ? what.startsWith(pattern.substring(0, pattern.length() - 1))
                    : what.equals(pattern)) {
                return true;
            }
        }
        return false;
    }

    private static String name(String entry) {
        int equals = entry.indexOf('=');
        return equals < 0 ? EVERYBODY : entry.substring(0, equals).strip();
    }
}
