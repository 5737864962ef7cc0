package dev.codexgateway.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.Caller;
import dev.codexgateway.access.Scope;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.testing.Concurrently;

/** What every form of limits promises. */
@Timeout(60)
public abstract class LimitsContract {
    private static final int CALLERS = 100;

    /** Forms may share a place where they count. */
    private final String caller = "key:" + UUID.randomUUID();

    /** Limits where callers without an allowance of their own may use that much. */
    protected abstract Limits limits(Allowance usual);

    /** The caller's tokens of today are so many from now on. */
    protected abstract void used(Caller caller, long tokens);

    @RepeatedTest(20)
    void ofManyRequestsAtOnceExactlyTheLimitIsLetThrough() {
        Limits limits = limits(requests(37));

        List<Boolean> taken = Concurrently.call(CALLERS, () -> taken(limits, caller(Allowance.USUAL)));

        assertThat(taken).filteredOn(through -> through).hasSize(37);
    }

    @RepeatedTest(5)
    void hammeringGetsNobodyMoreThanTheLimit() {
        Limits limits = limits(requests(250));

        int through = Concurrently.call(CALLERS,
                () -> IntStream.range(0, 100).filter(_ -> taken(limits, caller(Allowance.USUAL))).boxed().count())
                .stream().mapToInt(Long::intValue).sum();

        assertThat(through).isEqualTo(250);
    }

    @RepeatedTest(5)
    void whatIsGivenBackUnderARaceIsThereAgainOnce() {
        Limits limits = limits(requests(10));
        AtomicInteger kept = new AtomicInteger();

        Concurrently.call(CALLERS, () -> IntStream.range(0, 50).map(i -> {
            Optional<Limits.Taken> taken = take(limits, caller(Allowance.USUAL));
            if (i == 49) {
                return taken.isPresent() ? kept.incrementAndGet() : 0;
            }
            taken.ifPresent(Limits.Taken::giveBack);
            return 0;
        }).sum());

        assertThat(kept.get()).isLessThanOrEqualTo(10);
        while (kept.get() < 10) {
            assertThat(taken(limits, caller(Allowance.USUAL))).isTrue();
            kept.incrementAndGet();
        }
        assertThat(taken(limits, caller(Allowance.USUAL))).isFalse();
    }

    @Test
    void aCallerStandsWhereItsRequestsLeftIt() {
        Limits limits = limits(requests(2));

        Limits.Standing first = limits.request(caller(Allowance.USUAL)).orElseThrow().standing();
        Limits.Taken second = limits.request(caller(Allowance.USUAL)).orElseThrow();

        assertThat(first).extracting(Limits.Standing::limit, Limits.Standing::window, Limits.Standing::remaining)
                .containsExactly(2L, Duration.ofMinutes(1), 1L);
        assertThat(second.standing().remaining()).isZero();
        assertThat(second.standing().reset()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
        assertThat(second.giveBack().remaining()).isOne();
    }

    @Test
    void aRefusalSaysWhenToTryAgainAndIsNotCharged() {
        Limits limits = limits(requests(1));
        Limits.Taken first = limits.request(caller(Allowance.USUAL)).orElseThrow();

        for (int i = 0; i < 5; i++) {
            assertThat(wait(limits)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
        }

        first.giveBack();
        assertThat(taken(limits, caller(Allowance.USUAL))).isTrue();
    }

    @Test
    void callersDoNotShareTheirLimits() {
        Limits limits = limits(new Allowance(Optional.of(1), Optional.of(1), Optional.empty()));
        Caller other = new Caller(caller + "-other", "other", Scope.USUAL);

        limits.request(caller(Allowance.USUAL));
        limits.begin(caller(Allowance.USUAL));

        assertThat(taken(limits, other)).isTrue();
        assertThatCode(() -> limits.begin(other)).doesNotThrowAnyException();
    }

    @Test
    void anAllowanceOfItsOwnMayBeMoreOrLessThanTheUsual() {
        Limits limits = limits(new Allowance(Optional.of(2), Optional.of(2), Optional.empty()));
        Caller more = new Caller(caller + "-more", "more", Scope.USUAL,
                new Allowance(Optional.of(3), Optional.of(3), Optional.empty()));
        Caller less = new Caller(caller + "-less", "less", Scope.USUAL,
                new Allowance(Optional.of(1), Optional.empty(), Optional.empty()));

        assertThat(IntStream.range(0, 5).filter(_ -> taken(limits, more))).hasSize(3);
        assertThat(IntStream.range(0, 5).filter(_ -> taken(limits, less))).hasSize(1);
        assertThat(IntStream.range(0, 5).filter(_ -> begun(limits, more))).hasSize(3);
        assertThat(IntStream.range(0, 5).filter(_ -> begun(limits, less))).hasSize(2);
    }

    @Test
    void whoHasNoLimitIsNotCounted() {
        Limits limits = limits(Allowance.USUAL);

        assertThat(limits.request(caller(Allowance.USUAL))).isEmpty();
        assertThat(IntStream.range(0, 500).allMatch(_ -> begun(limits, caller(Allowance.USUAL)))).isTrue();
    }

    @RepeatedTest(20)
    void noMoreThanTheLimitRunAtOnce() {
        Limits limits = limits(turns(7));
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        List<Boolean> begun = Concurrently.call(CALLERS, () -> {
            try (Limits.Place _ = limits.begin(caller(Allowance.USUAL))) {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.yield();
                running.decrementAndGet();
                return true;
            } catch (GatewayException e) {
                return false;
            }
        });

        assertThat(most.get()).isBetween(1, 7);
        assertThat(begun).contains(true);
        assertThat(IntStream.range(0, 9).filter(_ -> begun(limits, caller(Allowance.USUAL)))).hasSize(7);
    }

    @RepeatedTest(20)
    void ofManyThatBeginAtOnceAndStayExactlyTheLimitBegin() {
        Limits limits = limits(turns(7));

        assertThat(Concurrently.call(CALLERS, () -> begun(limits, caller(Allowance.USUAL))))
                .filteredOn(begun -> begun).hasSize(7);
    }

    @Test
    void aPlaceThatIsClosedTwiceIsFreeOnce() {
        Limits limits = limits(turns(2));
        Limits.Place first = limits.begin(caller(Allowance.USUAL));
        limits.begin(caller(Allowance.USUAL));

        first.close();
        first.close();

        assertThat(IntStream.range(0, 5).filter(_ -> begun(limits, caller(Allowance.USUAL)))).hasSize(1);
    }

    @Test
    void nothingBeginsWhenTheDaysTokensAreUsedUpAndNoPlaceIsTakenForIt() {
        Limits limits = limits(new Allowance(Optional.empty(), Optional.of(1), Optional.of(100)));
        used(caller(Allowance.USUAL), 99);
        limits.begin(caller(Allowance.USUAL)).close();

        used(caller(Allowance.USUAL), 100);

        assertThat(begun(limits, caller(Allowance.USUAL))).isFalse();
        used(caller(Allowance.USUAL), 0);
        assertThat(begun(limits, caller(Allowance.USUAL))).isTrue();
    }

    protected final Caller caller(Allowance own) {
        return new Caller(caller, "a caller", Scope.USUAL, own);
    }

    protected static Allowance requests(int limit) {
        return new Allowance(Optional.of(limit), Optional.empty(), Optional.empty());
    }

    protected static Allowance turns(int limit) {
        return new Allowance(Optional.empty(), Optional.of(limit), Optional.empty());
    }

    protected static boolean taken(Limits limits, Caller caller) {
        return take(limits, caller).isPresent();
    }

    private static Optional<Limits.Taken> take(Limits limits, Caller caller) {
        try {
            return limits.request(caller);
        } catch (GatewayException e) {
            assertThat(e.error()).isInstanceOf(GatewayError.TooManyRequests.class);
            return Optional.empty();
        }
    }

    protected static boolean begun(Limits limits, Caller caller) {
        try {
            limits.begin(caller);
            return true;
        } catch (GatewayException e) {
            assertThat(e.error()).isInstanceOf(GatewayError.TooManyRequests.class);
            return false;
        }
    }

    private Duration wait(Limits limits) {
        Duration[] wait = new Duration[1];
        assertThatThrownBy(() -> limits.request(caller(Allowance.USUAL)))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayException.class))
                .extracting(GatewayException::error)
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.TooManyRequests.class))
                .satisfies(error -> wait[0] = error.retryAfter());
        return wait[0];
    }
}
