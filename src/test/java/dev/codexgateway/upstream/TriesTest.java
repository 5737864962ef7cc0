package dev.codexgateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.codexgateway.upstream.UpstreamFault.Reason;

class TriesTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<String> notes = new ArrayList<>();
    private int calls;

    @Test
    void whatMayPassIsTriedAsOftenAsConfiguredAndToldOf() {
        RuntimeException busy = refusal(429, "rate_limit_exceeded", Duration.ZERO);

        assertThat(failure(new Tries(3, LONG, notes::add), busy)).isSameAs(busy);

        assertThat(calls).isEqualTo(4);
        assertThat(notes).hasSize(3).allMatch(note -> note.startsWith("OpenAI could not answer"));
    }

    @Test
    void aTryThatSucceedsIsTheLast() {
        String answer = new Tries(3, LONG, notes::add).invoke(() -> {
            if (++calls == 1) {
                throw refusal(500, "", Duration.ZERO);
            }
            return "answer";
        });

        assertThat(answer).isEqualTo("answer");
        assertThat(calls).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource
    void whatWillNotPassIsNotTriedAgain(RuntimeException lasting) {
        assertThat(failure(new Tries(3, LONG, notes::add), lasting)).isSameAs(lasting);

        assertThat(calls).isEqualTo(1);
        assertThat(notes).isEmpty();
    }

    static Stream<RuntimeException> whatWillNotPassIsNotTriedAgain() {
        return Stream.of(
                refusal(400, "", Duration.ZERO),
                refusal(401, "", Duration.ZERO),
                refusal(429, "insufficient_quota", Duration.ZERO),
                refusal(501, "", Duration.ZERO),
                refusal(429, "", Duration.ofHours(1)),
                refusal(503, "", LONG),
                new UpstreamFault(Reason.TLS),
                new UpstreamFault(Reason.TIMEOUT),
                new UpstreamFault(Reason.PROTOCOL),
                new UpstreamFault(Reason.STOPPED),
                new IllegalStateException("ours"));
    }

    @Test
    void noNewTryBeginsWhenPatienceIsAtItsEnd() {
        RuntimeException busy = refusal(429, "", Duration.ofSeconds(2));

        assertThat(failure(new Tries(3, Duration.ofSeconds(1), notes::add), busy)).isSameAs(busy);
        assertThat(failure(new Tries(3, Duration.ofMillis(1), notes::add), new UpstreamFault(Reason.RESET)))
                .isInstanceOf(UpstreamFault.class);

        assertThat(calls).isEqualTo(2);
    }

    @Test
    void withoutRetriesThereIsOneTry() {
        failure(new Tries(0, LONG, notes::add), new UpstreamFault(Reason.CONNECT));

        assertThat(calls).isEqualTo(1);
    }

    private Throwable failure(Tries tries, RuntimeException e) {
        return catchThrowable(() -> tries.invoke(() -> {
            calls++;
            throw e;
        }));
    }

    private static UpstreamRefusal refusal(int status, String code, Duration retryAfter) {
        return new UpstreamRefusal(status, code, Optional.of(retryAfter));
    }
}
