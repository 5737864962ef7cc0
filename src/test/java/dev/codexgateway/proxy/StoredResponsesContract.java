package dev.codexgateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.codexgateway.proxy.StoredResponses.Made;
import dev.codexgateway.testing.Concurrently;

/** Who made which response. */
public abstract class StoredResponsesContract {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private final String id = "resp_" + UUID.randomUUID();

    protected abstract StoredResponses responses();

    @Test
    void aResponseIsItsMakersAlone() {
        responses().remember(List.of(new Made(id, "key:1", NOW), new Made(id + "b", "key:2", NOW)));

        assertThat(responses().made(id, "key:1")).isTrue();
        assertThat(responses().made(id, "key:2")).isFalse();
        assertThat(responses().made(id + "b", "key:2")).isTrue();
        assertThat(responses().made("resp_unknown", "key:1")).isFalse();
    }

    @Test
    void nobodyTakesAResponseFromItsMaker() {
        responses().remember(List.of(new Made(id, "key:1", NOW)));
        responses().remember(List.of(new Made(id, "key:2", NOW), new Made(id, "key:1", NOW)));

        assertThat(responses().made(id, "key:1")).isTrue();
        assertThat(responses().made(id, "key:2")).isFalse();
    }

    @Test
    void ofManyWhoNoteTheSameResponseOneIsItsMaker() {
        List<String> callers = java.util.stream.IntStream.range(0, 8).mapToObj(i -> "key:" + i).toList();
        java.util.concurrent.atomic.AtomicInteger next = new java.util.concurrent.atomic.AtomicInteger();
        Concurrently.call(callers.size(), () -> {
            responses().remember(List.of(new Made(id, callers.get(next.getAndIncrement()), NOW)));
            return id;
        });

        assertThat(callers.stream().filter(caller -> responses().made(id, caller))).hasSize(1);
    }

    @Test
    void whatIsOldIsForgottenInBatches() {
        Instant old = NOW.minus(Duration.ofDays(40));
        responses().remember(List.of(new Made(id + "1", "key:1", old), new Made(id + "2", "key:1", old),
                new Made(id + "3", "key:1", NOW)));

        int first = responses().sweep(NOW.minus(Makers.KEPT), 1);
        while (responses().sweep(NOW.minus(Makers.KEPT), 100) > 0) {
            continue;
        }

        assertThat(first).isEqualTo(1);
        assertThat(responses().made(id + "1", "key:1")).isFalse();
        assertThat(responses().made(id + "2", "key:1")).isFalse();
        assertThat(responses().made(id + "3", "key:1")).isTrue();
    }
}
