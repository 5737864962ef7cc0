package dev.codexgateway.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.ScriptedUpstream;

/**
 * Shows that memory stays flat: turns by the thousand, each in a conversation of its own and each streamed in a hundred
 * deltas, and after every thousand the heap that is left when garbage has been collected. Not among the usual tests:
 * {@code bench/memory.sh} runs it.
 */
class MemoryBench {
    private static final int ROUND = 1_000;
    private static final int AT_ONCE = 20;
    /** What may be more at the end than after the first thousand: caches that fill up to their bounds. */
    private static final long ALLOWED_KIB = 8 * 1024;
    private static final int KIB = 1024;

    @TempDir
    private Path folder;

    @Test
    void memoryStaysFlatOverThousandsOfTurns() {
        int turns = Integer.getInteger("turns", 10_000);
        String[] deltas = IntStream.range(0, 100).mapToObj(number -> "word " + number + " ").toArray(String[]::new);
        try (ScriptedUpstream upstream = ScriptedUpstream.start().otherwise(_ -> Answer.text(deltas));
                GatewayProcess gateway = GatewayProcess.in(folder).upstream(upstream).with("LOG_LEVEL", "info")
                        .serve()) {
            System.out.printf("%s, %d turns, %d at once%n%8s %14s %14s%n", Instant.now(), turns, AT_ONCE, "turns",
                    "heap used KiB", "resident KiB");
            report(gateway, 0);
            List<Long> heaps = new ArrayList<>();
            for (int done = 0; done < turns; done += ROUND) {
                round(gateway, done);
                heaps.add(report(gateway, done + ROUND));
            }

            assertThat(heaps.getLast() - heaps.getFirst()).isLessThan(ALLOWED_KIB);
        }
    }

    private static void round(GatewayProcess gateway, int first) {
        for (int begun = 0; begun < ROUND; begun += AT_ONCE) {
            int from = first + begun;
            List<CompletableFuture<JsonObject>> running = IntStream.range(from, from + AT_ONCE)
                    .mapToObj(
                            number -> gateway.rpcAsync("conversation.prompt", "session_id", "bench-" + number, "prompt",
                                    "turn " + number))
                    .toList();
            running.stream().map(CompletableFuture::join).filter(turn -> !turn.getString("status").equals("completed"))
                    .findFirst().ifPresent(turn -> {
                        throw new AssertionError(turn);
                    });
        }
    }

    private static long report(GatewayProcess gateway, int turns) {
        Jcmd jcmd = new Jcmd(gateway);
        long heap = jcmd.heap() / KIB;
        System.out.printf("%8d %14d %14d%n", turns, heap, jcmd.resident() / KIB);
        return heap;
    }
}
