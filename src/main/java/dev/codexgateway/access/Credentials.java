package dev.codexgateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The credentials that a request presents, by {@code X-API-Key} or by {@code Authorization: Bearer} (RFC 6750 §2.1). Other
 * schemes of {@code Authorization} are none of ours and count as nothing presented.
 */
record Credentials(List<Presented> presented) {

    static Credentials of(Map<String, List<String>> headers) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        List<Presented> found = new ArrayList<>();
        byName.getOrDefault("X-API-Key", List.of()).forEach(key -> found.add(new Presented("api_key", key.strip())));
        for (String value : byName.getOrDefault("Authorization", List.of())) {
            String stripped = value.strip();
            if (stripped.equalsIgnoreCase("Bearer") || stripped.regionMatches(true, 0, "Bearer ", 0, 7)) {
                found.add(new Presented("bearer", stripped.substring(6).strip()));
            }
        }
        return new Credentials(List.copyOf(found));
    }

    /** @param method the metric's word for the way it came */
    record Presented(String method, String value) {

        @Override
        public String toString() {
            return "Presented[" + method + "]";
        }
    }
}
