package dev.codexgateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

/**
 * The credentials that a request presents, by {@code X-API-Key} or by {@code Authorization: Bearer} (RFC 6750 §2.1). Other
 * schemes of {@code Authorization} are none of ours and count as nothing presented.
 */
record Credentials(List<Presented> presented) {
    private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");

    /** The same of a request, without copying its headers. */
    static Credentials of(Headers headers) {
        List<Presented> found = new ArrayList<>(1);
        if (headers.contains(API_KEY)) {
            headers.get(API_KEY).allValues().forEach(key -> found.add(new Presented("api_key", key.strip())));
        }
        if (headers.contains(HeaderNames.AUTHORIZATION)) {
            headers.get(HeaderNames.AUTHORIZATION).allValues().forEach(value -> bearer(value, found));
        }
        return new Credentials(found);
    }

    static Credentials of(Map<String, List<String>> headers) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        List<Presented> found = new ArrayList<>();
        byName.getOrDefault("X-API-Key", List.of()).forEach(key -> found.add(new Presented("api_key", key.strip())));
        for (String value : byName.getOrDefault("Authorization", List.of())) {
            bearer(value, found);
        }
        return new Credentials(List.copyOf(found));
    }

    private static void bearer(String value, List<Presented> found) {
        String stripped = value.strip();
        if (stripped.equalsIgnoreCase("Bearer") || stripped.regionMatches(true, 0, "Bearer ", 0, 7)) {
            found.add(new Presented("bearer", stripped.substring(6).strip()));
        }
    }

    /** @param method the metric's word for the way it came */
    record Presented(String method, String value) {

        @Override
        public String toString() {
            return "Presented[" + method + "]";
        }
    }
}
