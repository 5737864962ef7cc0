package dev.codexgateway.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.codexgateway.wire.Bytes;
import dev.codexgateway.wire.Fields;

/**
 * The credentials that a request presents, by {@code X-API-Key} or by {@code Authorization: Bearer} (RFC 6750 §2.1). Other
 * schemes of {@code Authorization} are none of ours and count as nothing presented. A WebSocket may bring one as the protocol
 * {@code bearer.CREDENTIAL}.
 */
record Credentials(List<Presented> presented) {
    private static final String PROTOCOL = "bearer.";
    private static final byte[] API_KEY = Bytes.ascii("x-api-key");
    private static final byte[] AUTHORIZATION = Bytes.ascii("authorization");

    /** The same of a request that opens no WebSocket, without copying its headers. */
    static Credentials of(Fields fields) {
        List<Presented> found = new ArrayList<>(1);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.named(i, API_KEY)) {
                found.add(new Presented("api_key", fields.value(i).strip()));
            } else if (fields.named(i, AUTHORIZATION)) {
                bearer(fields.value(i), found);
            }
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
        found.addAll(fromBrowser(byName));
        return new Credentials(List.copyOf(found));
    }

    /** A script cannot set headers of a WebSocket: its credential comes among the protocols that it offers (RFC 6455 §4.1). */
    private static List<Presented> fromBrowser(Map<String, List<String>> byName) {
        if (words(byName, "Upgrade").noneMatch("websocket"::equalsIgnoreCase)) {
            return List.of();
        }
        return words(byName, "Sec-WebSocket-Protocol").filter(word -> word.startsWith(PROTOCOL))
                .map(word -> new Presented("websocket", word.substring(PROTOCOL.length()))).toList();
    }

    private static Stream<String> words(Map<String, List<String>> byName, String header) {
        return byName.getOrDefault(header, List.of()).stream().flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip);
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
