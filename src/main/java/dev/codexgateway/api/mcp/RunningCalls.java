package dev.codexgateway.api.mcp;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import jakarta.json.JsonValue;

/**
 * The requests of revisions with {@code notifications/cancelled} that are worked on in this process, by which that notification
 * finds the one it means. Safe for concurrent use.
 */
final class RunningCalls {
    private final Map<Key, List<Exchange>> running = new ConcurrentHashMap<>();

    /** Runs the work while the request can be cancelled. */
    void during(Exchange exchange, JsonValue id, Runnable work) {
        Key key = new Key(exchange.caller().id(), id.toString());
        running.merge(key, List.of(exchange), (before, one) -> Stream.concat(before.stream(), one.stream()).toList());
        try {
            work.run();
        } finally {
            running.computeIfPresent(key, (_, before) -> {
                List<Exchange> left = before.stream().filter(one -> one != exchange).toList();
                return left.isEmpty() ? null : left;
            });
        }
    }

    /**
     * Cancels the caller's request of this id, if there is one. Two clients of one caller may have chosen the same id: which of
     * them is meant nobody can say, and neither is cancelled.
     */
    void cancel(String callerId, JsonValue id) {
        List<Exchange> meant = running.getOrDefault(new Key(callerId, id.toString()), List.of());
        if (meant.size() == 1) {
            meant.getFirst().cancel();
        }
    }

    private record Key(String callerId, String id) {}
}
