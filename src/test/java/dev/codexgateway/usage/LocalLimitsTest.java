package dev.codexgateway.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Caller;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.testing.MutableClock;

class LocalLimitsTest extends LimitsContract {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Map<String, Long> tokens = new ConcurrentHashMap<>();
    private final MutableClock clock = new MutableClock();
    /** Before zero, as a machine's own may be. */
    private final AtomicLong nanos = new AtomicLong(-90 * SECOND);

    @Override
    protected Limits limits(Allowance usual) {
        return new LocalLimits(usual, caller -> tokens.getOrDefault(caller.id(), 0L), clock, nanos::get);
    }

    @Override
    protected void used(Caller caller, long used) {
        tokens.put(caller.id(), used);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void inNo60SecondsAreThereMoreThanTheLimit(long seed) {
        Limits limits = limits(requests(20));
        Random random = new Random(seed);
        Deque<Long> lastMinute = new ArrayDeque<>();
        int through = 0;

        for (int i = 0; i < 20_000; i++) {
            long now = nanos.addAndGet(random.nextInt(20) == 0
                    ? random.nextLong(70 * SECOND)
                    : random.nextLong(SECOND / 5));
            while (!lastMinute.isEmpty() && now - lastMinute.peekFirst() >= 60 * SECOND) {
                lastMinute.removeFirst();
            }
            if (taken(limits, caller(Allowance.USUAL))) {
                lastMinute.addLast(now);
                through++;
            }
            assertThat(lastMinute).hasSizeLessThanOrEqualTo(20);
        }
        assertThat(through).isGreaterThan(1_000);
    }

    @Test
    void aRequestIsForgottenAMinuteLaterAndAtMostAQuarterOfASecondAfterThat() {
        Limits limits = limits(requests(1));
        taken(limits, caller(Allowance.USUAL));

        nanos.addAndGet(60 * SECOND - 1);
        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
        nanos.addAndGet(SECOND / 4 + 1);
        assertThat(taken(limits, caller(Allowance.USUAL))).isTrue();
    }

    @Test
    void itIsPossibleAgainWhenTheRefusalSaid() {
        Limits limits = limits(requests(2));
        taken(limits, caller(Allowance.USUAL));
        nanos.addAndGet(17 * SECOND + 12_345);
        taken(limits, caller(Allowance.USUAL));
        nanos.addAndGet(5 * SECOND + 678);

        Duration wait = refusal(() -> limits.request(caller(Allowance.USUAL))).retryAfter();

        nanos.addAndGet(wait.toNanos() - 1);
        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
        nanos.addAndGet(1);
        assertThat(taken(limits, caller(Allowance.USUAL))).isTrue();
        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
    }

    @Test
    void theRestOfTheMinuteIsNotEvenedOut() {
        Limits limits = limits(requests(10));
        nanos.addAndGet(59 * SECOND);

        assertThat(IntStream.range(0, 15).filter(_ -> taken(limits, caller(Allowance.USUAL)))).hasSize(10);
        nanos.addAndGet(2 * SECOND);
        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
    }

    @Test
    void whatIsGivenBackWhenItIsForgottenAlreadyIsNotThereTwice() {
        Limits limits = limits(requests(1));
        Limits.Taken old = limits.request(caller(Allowance.USUAL)).orElseThrow();
        nanos.addAndGet(61 * SECOND);
        assertThat(taken(limits, caller(Allowance.USUAL))).isTrue();

        assertThat(old.giveBack().remaining()).isZero();

        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
    }

    @Test
    void usedUpTokensAreThereAgainAtMidnight() {
        Limits limits = limits(new Allowance(Optional.empty(), Optional.empty(), Optional.of(10)));
        used(caller(Allowance.USUAL), 10);
        clock.advance(Duration.ofHours(11).plusMinutes(30));

        assertThat(refusal(() -> limits.begin(caller(Allowance.USUAL))).retryAfter())
                .isEqualTo(Duration.ofMinutes(30));
    }

    private static GatewayError.TooManyRequests refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        GatewayError[] error = new GatewayError[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(GatewayException.class, e -> error[0] = e.error());
        return (GatewayError.TooManyRequests) error[0];
    }
}
