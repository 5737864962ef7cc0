package dev.codexgateway.process;

import static dev.codexgateway.process.LongPollRound.POLLS;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.ScriptedUpstream;

/**
 * What 500 polls cost that wait at once, on one conversation and on 500, and how long after the turn's end they are
 * answered. Not among the usual tests: {@code bench/long-polls.sh} runs it.
 */
class LongPollsBench {
    @TempDir
    private Path folder;

    @Test
    void measuresRoundsOfPolls() {
        int rounds = Integer.getInteger("rounds", 10);
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                GatewayProcess gateway = GatewayProcess.in(folder).upstream(upstream).with("LOG_LEVEL", "info")
                        .program(GatewayProcess.JAVA.toString(), "-jar", GatewayProcess.JAR.toString())
                        .yaml("limits:\n  running-turns: 1000\n").serve()) {
            LongPollRound polls = new LongPollRound(upstream, gateway);
            System.out.printf("%s, %d polls at once; memory in KiB, times in ms%n", Instant.now(), POLLS);
            measure("one conversation", () -> polls.run(1, Duration.ZERO), rounds);
            measure("as many, 10 ms apart", () -> polls.run(POLLS, Duration.ofMillis(10)), rounds);
            measure("as many, ending at once", () -> polls.run(POLLS, Duration.ZERO), rounds);
        }
    }

    private static void measure(String what, Supplier<LongPollRound.Measured> round, int rounds) {
        System.out.printf("%s%n%s%n", what, LongPollRound.Measured.HEADS);
        for (int i = 0; i < rounds; i++) {
            System.out.println(round.get());
        }
    }
}
