package dev.codexgateway.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A list of what may be called, by everybody or by one caller of a name. Without an entry everything may be. */
public final class Permissions {
    private final Map<String, List<String>> byName = new HashMap<>();
    private final boolean everything;

    private Permissions(List<String> entries) {
        this.everything = entries.isEmpty();
        for (String entry : entries) {
            byName.computeIfAbsent(name(entry), _ -> new ArrayList<>()).add(pattern(entry));
        }
    }

    static Permissions of(List<String> entries) {
        return new Permissions(entries);
    }

    static String pattern(String entry) {
        return entry.substring(entry.indexOf('=') + 1).strip();
    }

    boolean everything() {
        return everything;
    }

    /** Whether a caller of this name may. Names with entries of their own have only those. */
    boolean allow(String callerName, String what) {
        if (everything) {
            return true;
        }
        List<String> patterns = byName.getOrDefault(callerName, byName.getOrDefault("", List.of()));
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
        return equals < 0 ? "" : entry.substring(0, equals).strip();
    }
}
