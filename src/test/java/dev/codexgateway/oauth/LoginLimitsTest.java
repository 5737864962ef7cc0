package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.codexgateway.oauth.LoginLimits.Decision;
import dev.codexgateway.oauth.LoginLimits.Decision.Allowed;
import dev.codexgateway.oauth.LoginLimits.Decision.Refused;
import dev.codexgateway.testing.MutableClock;

class LoginLimitsTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private final MutableClock clock = new MutableClock();
    private final LoginLimits limits = new LoginLimits(new LoginConfig(10, 100, 60), clock);

    @Test
    void tenWrongPasswordsFromAnAddressAreTriedAndTheEleventhIsNot() {
        for (int i = 0; i < 10; i++) {
            assertThat(tryWrong("ana", HERE)).isInstanceOf(Allowed.class);
        }

        assertThat(limits.check("ana", HERE)).isEqualTo(new Refused(Duration.ofMinutes(15)));
    }

    @Test
    void whoIsRefusedFromOneAddressIsNotFromAnother() {
        wrong(10, "ana", HERE);

        assertThat(limits.check("ana", HERE)).isInstanceOf(Refused.class);
        assertThat(limits.check("ana", THERE)).isInstanceOf(Allowed.class);
        assertThat(limits.check("bea", HERE)).isInstanceOf(Allowed.class);
    }

    @Test
    void eachWrongPasswordIsForgottenAQuarterOfAnHourAfterItWasTried() {
        wrong(1, "ana", HERE);
        clock.advance(Duration.ofMinutes(10));
        wrong(9, "ana", HERE);

        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(limits.check("ana", HERE)).isEqualTo(new Refused(Duration.ofMillis(1)));
        clock.advance(Duration.ofMillis(1));
        assertThat(tryWrong("ana", HERE)).isInstanceOf(Allowed.class);
        assertThat(limits.check("ana", HERE)).isEqualTo(new Refused(Duration.ofMinutes(10)));
    }

    @Test
    void aRefusedAttemptDoesNotLengthenTheWait() {
        wrong(10, "ana", HERE);
        clock.advance(Duration.ofMinutes(14));
        IntStream.range(0, 50).forEach(_ -> limits.check("ana", HERE));

        clock.advance(Duration.ofMinutes(1));

        assertThat(limits.check("ana", HERE)).isInstanceOf(Allowed.class);
    }

    @Test
    void aRightPasswordClearsWhatStoodAgainstTheUserFromThatAddress() {
        wrong(9, "ana", HERE);

        limits.check("ana", HERE);
        limits.right("ana", HERE);

        for (int i = 0; i < 10; i++) {
            assertThat(tryWrong("ana", HERE)).isInstanceOf(Allowed.class);
        }
    }

    @Test
    void aHundredWrongPasswordsFromAnAddressAreTriedInAnHourWhoeverTheyAreFor() {
        for (int i = 0; i < 100; i++) {
            assertThat(tryWrong("user" + i, HERE)).isInstanceOf(Allowed.class);
        }

        assertThat(limits.check("ana", HERE)).isEqualTo(new Refused(Duration.ofHours(1)));
        assertThat(limits.check("ana", THERE)).isInstanceOf(Allowed.class);
        clock.advance(Duration.ofHours(1));
        assertThat(limits.check("ana", HERE)).isInstanceOf(Allowed.class);
    }

    @Test
    void onesOwnRightPasswordBuysNoGuessesAtOthers() {
        for (int i = 0; i < 100; i++) {
            wrong(1, "user" + i, HERE);
            if (i % 10 == 0) {
                limits.check("mallory", HERE);
                limits.right("mallory", HERE);
            }
        }

        assertThat(limits.check("ana", HERE)).isInstanceOf(Refused.class);
    }

    @Test
    void manyRightPasswordsFromAnAddressAreNeverRefused() {
        for (int i = 0; i < 1000; i++) {
            assertThat(limits.check("user" + i % 7, HERE)).isInstanceOf(Allowed.class);
            limits.right("user" + i % 7, HERE);
        }
    }

    @Test
    void whatWasNeverLookedAtIsNotCounted() {
        for (int i = 0; i < 200; i++) {
            assertThat(limits.check("ana", HERE)).isEqualTo(new Allowed(Duration.ZERO));
            limits.untried("ana", HERE);
        }
    }

    @Test
    void anAttemptWhoseEndIsNeverToldCountsAsWrong() {
        IntStream.range(0, 10).forEach(_ -> limits.check("ana", HERE));

        assertThat(limits.check("ana", HERE)).isInstanceOf(Refused.class);
    }

    @Test
    void byUserOverAllAddressesThereIsADelayThatGrowsToFiveSecondsAndNoRefusal() {
        List<Long> delays = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            delays.add(((Allowed) tryWrong("ana", address(i))).delay().toMillis());
        }

        assertThat(delays.subList(0, 12)).containsExactly(0L, 0L, 0L, 0L, 0L, 250L, 500L, 1000L, 2000L, 4000L, 5000L,
                5000L);
        assertThat(delays.subList(12, 300)).containsOnly(5000L);
    }

    @Test
    void theDelayEndsWithARightPasswordOrAQuarterOfAnHour() {
        IntStream.range(0, 20).forEach(i -> tryWrong("ana", address(i)));
        IntStream.range(0, 20).forEach(i -> tryWrong("bea", address(i)));

        limits.check("ana", THERE);
        limits.right("ana", THERE);

        assertThat(limits.check("ana", HERE)).isEqualTo(new Allowed(Duration.ZERO));
        assertThat(limits.check("bea", HERE)).isEqualTo(new Allowed(Duration.ofSeconds(5)));
        clock.advance(Duration.ofMinutes(15));
        assertThat(limits.check("bea", HERE)).isEqualTo(new Allowed(Duration.ZERO));
    }

    @Test
    void addressesOfOneIpv6SubscriberCountAsOne() {
        wrong(5, "ana", InetAddress.ofLiteral("2001:db8:1:2::1"));
        wrong(5, "ana", InetAddress.ofLiteral("2001:db8:1:2:ffff::9"));

        assertThat(limits.check("ana", InetAddress.ofLiteral("2001:db8:1:2::77"))).isInstanceOf(Refused.class);
        assertThat(limits.check("ana", InetAddress.ofLiteral("2001:db8:1:3::1"))).isInstanceOf(Allowed.class);
    }

    @Test
    void namesTooLongForAUserCountAsOneByTheirBeginning() {
        wrong(10, "x".repeat(1_000_000), HERE);

        assertThat(limits.check("x".repeat(999_999), HERE)).isInstanceOf(Refused.class);
    }

    @Test
    void ofAHundredAttemptsAtOnceTenAreTried() throws Exception {
        assertThat(atOnce(100, _ -> tryWrong("ana", HERE)).stream().filter(Allowed.class::isInstance)).hasSize(10);
    }

    @Test
    void ofAThousandAttemptsAtOnceForManyUsersAHundredAreTried() throws Exception {
        assertThat(atOnce(1000, i -> tryWrong("user" + i, HERE)).stream().filter(Allowed.class::isInstance))
                .hasSize(100);
        assertThat(limits.check("user999", THERE)).isInstanceOf(Allowed.class);
    }

    @Test
    void rightPasswordsAtOnceLeaveNothingCounted() throws Exception {
        for (int round = 0; round < 20; round++) {
            assertThat(atOnce(9, _ -> {
                Decision decision = limits.check("ana", HERE);
                limits.right("ana", HERE);
                return decision;
            })).allMatch(Allowed.class::isInstance);
        }

        assertThat(IntStream.range(0, 100).mapToObj(i -> tryWrong("user" + i, HERE)))
                .allMatch(Allowed.class::isInstance);
    }

    private Decision tryWrong(String name, InetAddress address) {
        Decision decision = limits.check(name, address);
        if (decision instanceof Allowed) {
            limits.wrong(name, address);
        }
        return decision;
    }

    private void wrong(int times, String name, InetAddress address) {
        IntStream.range(0, times).forEach(_ -> tryWrong(name, address));
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("198.51." + number / 200 + "." + (number % 200 + 1));
    }

    private static List<Decision> atOnce(int count, IntFunction<Decision> attempt) throws Exception {
        CyclicBarrier together = new CyclicBarrier(count);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Decision>> attempts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                attempts.add(() -> {
                    together.await();
                    return attempt.apply(number);
                });
            }
            List<Decision> decisions = new ArrayList<>();
            for (Future<Decision> done : threads.invokeAll(attempts)) {
                decisions.add(done.get());
            }
            return decisions;
        }
    }
}
