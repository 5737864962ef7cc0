package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Awaiting;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;

/** Two processes on one SQLite file. */
class TwoProcessesIT {
    private static final Duration SEEN = Duration.ofSeconds(2);
    private static final Duration CANCELLED = Duration.ofSeconds(3);
    @TempDir
    private static Path folder;
    private static final Held HELD = new Held();
    private static ScriptedUpstream upstream;
    private static GatewayProcess a;
    private static GatewayProcess b;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start().otherwise(HELD);
        GatewayProcess.Builder builder = GatewayProcess.in(folder).upstream(upstream);
        a = builder.start();
        b = builder.start();
        a.awaitStart();
        b.awaitStart();
    }

    @AfterAll
    static void stop() {
        try (ScriptedUpstream _ = upstream; GatewayProcess _ = b; GatewayProcess _ = a) {
            // closed in this order whatever one of them says
        }
    }

    @Test
    void promptsToBothAtOnceAllComplete() {
        List<CompletableFuture<JsonObject>> answers = IntStream.range(0, 20).boxed()
                .flatMap(number -> Stream.of(a, b).map(gateway -> gateway.rpcAsync("conversation.prompt", "session_id",
                        "many-" + number + "-" + gateway.pid(), "prompt", "number " + number)))
                .toList();

        List<String> contents = answers.stream().map(CompletableFuture::join)
                .map(answer -> answer.getString("status") + " " + answer.getString("content")).toList();

        assertThat(contents).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 20).boxed()
                .flatMap(number -> Stream.of("completed Echo: number " + number, "completed Echo: number " + number))
                .toList());
    }

    @Test
    void aTurnOfOneIsSeenAndCancelledByTheOther() throws Exception {
        CompletableFuture<JsonObject> waiting = a.rpcAsync("conversation.prompt", "session_id", "seen", "prompt",
                "hold to be seen");
        Recorded asked = Held.request(upstream, "hold to be seen");

        JsonObject seen = Awaiting.within(SEEN, () -> b.status("seen"),
                status -> status.containsKey("turn")
                        && status.getJsonObject("turn").getString("content").equals(Held.HALF));
        assertThat(seen.getString("status")).isEqualTo("in_progress");
        assertThat(b.events("seen").stream().map(event -> event.getString("type")))
                .startsWith("thread.started", "turn.started").contains("item.updated").doesNotContain("turn.failed");

        long before = System.nanoTime();
        JsonObject cancelled = b.rpc("conversation.cancel", "session_id", "seen");
        asked.clientGone().get(CANCELLED.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(CANCELLED);
        assertThat(cancelled.getBoolean("cancelled")).isTrue();
        assertThat(waiting.get(3, TimeUnit.SECONDS).getString("status")).isEqualTo("cancelled");
        assertThat(a.status("seen").getString("status")).isEqualTo("cancelled");
        assertThat(b.status("seen").getString("status")).isEqualTo("cancelled");
        assertThat(b.events("seen").getLast().getString("type")).isEqualTo("turn.failed");
        assertThat(b.events("seen")).isEqualTo(a.events("seen"));
    }

    @Test
    void aConversationHasOneTurnAtATimeWhicheverProcessIsAsked() {
        JsonObject begun = a.begin("busy", "hold the conversation");

        JsonObject refused = b.rpcAs(b.key(), "conversation.prompt", "session_id", "busy", "prompt", "me too");

        assertThat(refused.getJsonObject("error").getInt("code")).isEqualTo(-32013);
        assertThat(refused.getJsonObject("error").getJsonObject("data").getString("turn_id"))
                .isEqualTo(begun.getString("turn_id"));
        HELD.release("hold the conversation");
        assertThat(b.rpc("conversation.delete", "session_id", "busy").getBoolean("deleted")).isTrue();
        assertThat(a.status("busy").getString("status")).isEqualTo("not_found");
    }

    @Test
    void oneRequestSentToBothIsOneTurn() throws Exception {
        Object[] request = {"session_id", "twice", "prompt", "hold for both", "request_id", "same"};
        CompletableFuture<JsonObject> first = a.rpcAsync("conversation.prompt", request);
        Held.request(upstream, "hold for both");
        CompletableFuture<JsonObject> second = b.rpcAsync("conversation.prompt", request);
        Awaiting.within(SEEN, () -> b.status("twice").getString("status"), "in_progress"::equals);
        HELD.release("hold for both");

        JsonObject one = first.get(5, TimeUnit.SECONDS);
        JsonObject other = second.get(5, TimeUnit.SECONDS);

        assertThat(other.getString("turn_id")).isEqualTo(one.getString("turn_id"));
        assertThat(other.getString("content")).isEqualTo(Held.WHOLE);
        assertThat(other.getBoolean("repeated")).isTrue();
        assertThat(one.containsKey("repeated")).isFalse();
        assertThat(Held.requests(upstream, "hold for both")).hasSize(1);
    }

    @Test
    void oneRequestSentToBothAtOnceIsOneTurn() {
        List<CompletableFuture<JsonObject>> answers = IntStream.range(0, 10).boxed().flatMap(_ -> Stream.of(a, b))
                .map(gateway -> gateway.rpcAsync("conversation.prompt", "prompt", "at once", "request_id", "at-once"))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(answer -> answer.getString("turn_id")).distinct())
                .hasSize(1);
        assertThat(Held.requests(upstream, "at once")).hasSize(1);
    }
}
