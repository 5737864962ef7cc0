package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.ScriptedUpstream;

class KilledProcessIT {
    private static final Duration INTERRUPTED = Duration.ofSeconds(15);
    /** Of which a few are for the start. */
    private static final Duration INTERRUPTED_BY_NEXT = Duration.ofSeconds(12);
    private static final String LONG = "hold a long answer";

    @TempDir
    private Path folder;

    @Test
    void aKilledProcessesTurnIsReportedByTheNextStart() {
        Held held = new Held();
        try (ScriptedUpstream upstream = ScriptedUpstream.start().otherwise(held)) {
            GatewayProcess.Builder builder = GatewayProcess.in(folder).upstream(upstream);
            JsonObject begun;
            try (GatewayProcess first = builder.serve()) {
                first.prompt("finished", "earlier");
                first.prompt("s1", "before");
                begun = beginAndWaitForHalf(first);
            }

            try (GatewayProcess next = builder.serve()) {
                assertInterrupted(next, begun, INTERRUPTED_BY_NEXT);
                assertThat(next.status("finished").getJsonObject("turn").getString("content"))
                        .isEqualTo("Echo: earlier");
                assertThat(next.rpc("conversation.list").getJsonArray("data")).hasSize(2);
            }
        }
    }

    @Test
    void aKilledProcessesTurnIsEndedByAnotherThatIsThere() {
        Held held = new Held();
        try (ScriptedUpstream upstream = ScriptedUpstream.start().otherwise(held)) {
            GatewayProcess.Builder builder = GatewayProcess.in(folder).upstream(upstream);
            try (GatewayProcess killed = builder.serve(); GatewayProcess other = builder.serve()) {
                killed.prompt("s1", "before");
                JsonObject begun = beginAndWaitForHalf(killed);
                killed.kill();

                assertInterrupted(other, begun, INTERRUPTED);
            }
        }
    }

    /** Begins a turn and returns when half of its answer is in the database. */
    private JsonObject beginAndWaitForHalf(GatewayProcess gateway) {
        JsonObject begun = gateway.rpc("conversation.prompt", "session_id", "s1", "prompt", LONG, "request_id", "r1",
                "wait_seconds", 0);
        Awaiting.within(Duration.ofSeconds(10),
                () -> StoredEvents.of(folder.resolve("data/gateway.db"), begun.getString("turn_id")),
                events -> events.contains(Held.HALF));
        return begun;
    }

    private static void assertInterrupted(GatewayProcess gateway, JsonObject begun, Duration bound) {
        long start = System.nanoTime();
        // A repetition waits for the turn that there is.
        JsonObject turn = gateway.rpc("conversation.prompt", "session_id", "s1", "prompt", LONG, "request_id", "r1");
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(took).isLessThan(bound);
        assertThat(turn.getString("turn_id")).isEqualTo(begun.getString("turn_id"));
        assertThat(turn.getString("status")).isEqualTo("interrupted");
        assertThat(turn.getString("content")).isEqualTo(Held.HALF);
        assertThat(turn.getJsonObject("error").getString("type")).isEqualTo("interrupted");
        assertThat(gateway.status("s1").getString("status")).isEqualTo("interrupted");

        List<JsonObject> events = gateway.events("s1");
        assertThat(events.getLast().getString("type")).isEqualTo("turn.failed");
        assertThat(events.getLast().getJsonObject("error").getString("type")).isEqualTo("interrupted");

        JsonObject after = gateway.prompt("s1", "after");
        assertThat(after.getString("content")).isEqualTo("Echo: after");
        assertThat(gateway.events("s1").stream().map(event -> event.getJsonNumber("seq").longValue()).toList())
                .isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(events.size());
    }
}
