package dev.codexgateway.process;

import static dev.codexgateway.process.LongPollRound.POLLS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.ScriptedUpstream;

/**
 * What 500 polls cost that wait at once, on one conversation and on 500, and how long after the turn's end they are
 * answered: in a process that serves its first polls, several times, and in one that has served many. Not among the usual
 * tests: {@code bench/long-polls.sh} runs it.
 */
class LongPollsBench {
    private final int rounds = Integer.getInteger("rounds", 10);

    @TempDir
    private Path folder;

    @Test
    void measuresTheFirstRoundOfEachProcess() {
        measure("one conversation, each round the first of a process", this::first);
    }

    @Test
    void measuresRoundsOfOneProcess() {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(); GatewayProcess gateway = serve(upstream, folder)) {
            LongPollRound polls = new LongPollRound(upstream, gateway);
            measure("one conversation", () -> polls.run(1, Duration.ZERO));
            measure("as many, 10 ms apart", () -> polls.run(POLLS, Duration.ofMillis(10)));
            measure("as many, ending at once", () -> polls.run(POLLS, Duration.ZERO));
        }
    }

    private void measure(String what, Supplier<LongPollRound.Measured> round) {
        System.out.printf("%s, %d polls at once; memory in KiB, times in ms%n%s%n%s%n", Instant.now(), POLLS, what,
                LongPollRound.Measured.HEADS);
        for (int i = 0; i < rounds; i++) {
            System.out.println(round.get());
        }
    }

    private LongPollRound.Measured first() {
        try (ScriptedUpstream upstream = ScriptedUpstream.start();
                GatewayProcess gateway = serve(upstream, Files.createTempDirectory(folder, "first"))) {
            return new LongPollRound(upstream, gateway).run(1, Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the JVM's own settings. */
    private static GatewayProcess serve(ScriptedUpstream upstream, Path folder) {
        return GatewayProcess.in(folder).upstream(upstream).with("LOG_LEVEL", "info")
                .program(GatewayProcess.JAVA.toString(), "-jar", GatewayProcess.JAR.toString())
                .yaml("limits:\n  running-turns: 1000\n").serve();
    }
}
