package dev.codexgateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wait that others may end. */
class WaitTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final int RACES = 20_000;

    private final Wait wait = new Wait();
    private final AtomicInteger broken = new AtomicInteger();

    private void begin(boolean whileHere) {
        wait.begin(LONG, broken::incrementAndGet, whileHere);
    }

    private static long afterAll() {
        return System.nanoTime() + LONG.toNanos() + 1;
    }

    @Test
    void endsUnbrokenWhereNobodyBrokeIt() {
        begin(true);
        wait.breakIfLate(System.nanoTime());

        assertThat(wait.end()).isTrue();
        assertThat(broken).hasValue(0);
    }

    @Test
    void isBrokenOnceWhenItHasLastedTooLong() {
        begin(false);
        wait.breakIfLate(afterAll());
        wait.breakIfLate(afterAll());

        assertThat(wait.end()).isFalse();
        assertThat(broken).hasValue(1);
    }

    @Test
    void isBrokenWhenTheCallerGoesForWhomItLasts() {
        begin(true);
        wait.breakIfWhileHere();

        assertThat(wait.end()).isFalse();
        assertThat(broken).hasValue(1);
    }

    @Test
    void outlastsACallerWhoDoesNotMatter() {
        begin(false);
        wait.breakIfWhileHere();

        assertThat(wait.end()).isTrue();
        assertThat(broken).hasValue(0);
    }

    @Test
    void nothingIsBrokenThatIsOver() {
        begin(true);
        wait.end();
        wait.breakIfLate(afterAll());
        wait.breakIfWhileHere();

        assertThat(broken).hasValue(0);
        assertThat(wait.end()).isTrue();
    }

    @Test
    void theNextWaitIsWholeAfterABrokenOne() {
        begin(true);
        wait.breakIfWhileHere();
        wait.end();
        begin(true);

        assertThat(wait.end()).isTrue();
    }

    @Test
    void workIsDoneMeanwhileOnlyInALongOneThatEndsWithTheCaller() {
        AtomicInteger worked = new AtomicInteger();
        wait.meanwhile(afterAll(), 0, worked::incrementAndGet);
        begin(false);
        wait.meanwhile(afterAll(), 0, worked::incrementAndGet);
        begin(true);
        wait.meanwhile(System.nanoTime(), LONG.toNanos(), worked::incrementAndGet);
        assertThat(worked).hasValue(0);

        wait.meanwhile(afterAll(), 0, worked::incrementAndGet);

        assertThat(worked).hasValue(1);
        assertThat(wait.end()).isTrue();
    }

    @Test
    @Timeout(60)
    void whoBreaksItAndWhoEndsItAgreeOnWhoWasFirst() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        CyclicBarrier done = new CyclicBarrier(2);
        FutureTask<Void> breaking = new FutureTask<>(() -> {
            for (int i = 0; i < RACES; i++) {
                start.await();
                wait.meanwhile(afterAll(), 0, Thread::onSpinWait);
                wait.breakIfLate(afterAll());
                wait.breakIfWhileHere();
                done.await();
            }
            return null;
        });
        Thread.ofPlatform().start(breaking);
        int lost = 0;
        for (int i = 0; i < RACES; i++) {
            begin(true);
            start.await();
            lost += wait.end() ? 0 : 1;
            done.await();
        }
        breaking.get();

        assertThat(broken).hasValue(lost);
    }
}
