package dev.codexgateway.process;

import static dev.codexgateway.process.LongPollRound.POLLS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.codexgateway.testing.ScriptedUpstream;

/**
 * Polls by the hundred that wait at once. How soon they are answered depends on who else uses the machine; what is held here
 * does not, and {@code bench/long-polls.sh} shows the rest.
 */
class LongPollsIT {
    private static final int MEGABYTE = 1024 * 1024;
    private static final int ANSWERED_WITHIN_MILLIS = 100;

    @TempDir
    private Path folder;

    private ScriptedUpstream upstream;
    private GatewayProcess gateway;
    private LongPollRound polls;

    @BeforeEach
    void start() {
        upstream = ScriptedUpstream.start();
        gateway = GatewayProcess.in(folder).upstream(upstream).with("LOG_LEVEL", "info")
                .yaml("limits:\n  running-turns: 1000\n").serve();
        polls = new LongPollRound(upstream, gateway);
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void pollsOfOneConversationWaitWithoutThreadsAndAreAllAnsweredByItsEnd() {
        assertCheapAndComplete(polls.run(1, Duration.ZERO));
    }

    @Test
    void pollsOfAsManyConversationsWaitWithoutThreadsAndAreAnsweredEachByItsOwnEnd() {
        LongPollRound.Measured measured = polls.run(POLLS, Duration.ofMillis(10));

        assertCheapAndComplete(measured);
        assertThat(measured.millis(0.5)).as("%s", measured).isLessThan(ANSWERED_WITHIN_MILLIS);
        assertThat(upstream.requests()).hasSize(POLLS);
    }

    private static void assertCheapAndComplete(LongPollRound.Measured measured) {
        assertThat(measured.waiting().threads()).as("%s", measured).isLessThan(20);
        assertThat(measured.waiting().heap()).as("%s", measured).isLessThan(50L * MEGABYTE);
        assertThat(measured.answers()).hasSize(POLLS).allSatisfy(
                answer -> assertThat(answer.getJsonObject("turn").getString("content")).isEqualTo("The end."));
    }
}
