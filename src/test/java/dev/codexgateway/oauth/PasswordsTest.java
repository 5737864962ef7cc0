package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayError.Unavailable;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.oauth.Passwords.Fault;

class PasswordsTest {
    private static final Secret PASSWORD = Secret.of("correct horse battery staple");
    private static final Secret WRONG = Secret.of("correct horse battery stable");
    private static final Passwords PASSWORDS = new Passwords();
    private static final String HASH = PASSWORDS.hash(PASSWORD);

    @AfterAll
    static void close() {
        PASSWORDS.close();
    }

    @Test
    void thePasswordMatchesItsHashAndAnotherDoesNot() {
        assertThat(PASSWORDS.matches(PASSWORD, Optional.of(HASH))).isTrue();
        assertThat(PASSWORDS.matches(WRONG, Optional.of(HASH))).isFalse();
        assertThat(PASSWORDS.matches(Secret.of(""), Optional.of(HASH))).isFalse();
    }

    @Test
    void aHashTellsItsCostAndHasASaltOfItsOwn() {
        assertThat(HASH).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(PASSWORDS.hash(PASSWORD)).isNotEqualTo(HASH);
    }

    @Test
    void aHashOfAnotherCostStillMatches() {
        String stronger = Argon2Function.getInstance(8192, 3, 1, 32, Argon2.ID)
                .hash(PASSWORD.reveal().getBytes(StandardCharsets.UTF_8), new byte[16]).getResult();

        assertThat(stronger).contains("m=8192,t=3");
        assertThat(PASSWORDS.matches(PASSWORD, Optional.of(stronger))).isTrue();
        assertThat(PASSWORDS.matches(WRONG, Optional.of(stronger))).isFalse();
    }

    /** The vector of the reference implementation's tests, so that hashes can move to and from other programs. */
    @Test
    void hashesAreThoseOfTheReferenceImplementation() {
        String reference = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

        assertThat(PASSWORDS.matches(Secret.of("password"), Optional.of(reference))).isTrue();
    }

    @Test
    void anUnknownUserCostsOneHashLikeAWrongPasswordAndNeverMatches() {
        AtomicInteger hashes = new AtomicInteger();
        try (Passwords counted = new Passwords(counting(hashes))) {
            assertThat(counted.matches(PASSWORD, Optional.empty())).isFalse();
            assertThat(hashes).hasValue(1);
            assertThat(counted.matches(WRONG, Optional.of(HASH))).isFalse();
            assertThat(hashes).hasValue(2);
        }
        assertThat(Passwords.NOBODYS).startsWith(HASH.substring(0, HASH.lastIndexOf('$') - 22)).hasSameSizeAs(HASH);
    }

    @ParameterizedTest
    @CsvSource({"pässwörd wörter, pa\u0308sswo\u0308rd wo\u0308rter", "ﬁnal ﬁnal ﬁnal, final final final"})
    void aPasswordIsTheSameHoweverAKeyboardComposesIt(String one, String other) {
        String hash = PASSWORDS.hash(Secret.of(one));

        assertThat(one).isNotEqualTo(other);
        assertThat(PASSWORDS.matches(Secret.of(other), Optional.of(hash))).isTrue();
    }

    @Test
    void whatFindsTheQueueFullIsRefusedAtOnce() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        ThreadPoolExecutor pool = pool(new ArrayBlockingQueue<>(1));
        try (Passwords full = new Passwords(pool)) {
            pool.execute(() -> await(busy));
            FutureTask<Boolean> waiting = new FutureTask<>(() -> full.matches(PASSWORD, Optional.of(HASH)));
            Thread.ofVirtual().start(waiting);
            while (pool.getQueue().isEmpty()) {
                Thread.onSpinWait();
            }

            assertThatThrownBy(() -> full.matches(PASSWORD, Optional.empty()))
                    .isInstanceOfSatisfying(GatewayException.class,
                            e -> assertThat(e.error()).isInstanceOf(Unavailable.class));
            assertThatThrownBy(() -> full.hash(PASSWORD)).isInstanceOf(GatewayException.class);

            busy.countDown();
            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void nothingIsHashedAfterTheEnd() {
        Passwords closed = new Passwords(pool(new SynchronousQueue<>()));
        closed.close();

        assertThatThrownBy(() -> closed.hash(PASSWORD)).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "elevenchars", "😀😀😀😀😀😀😀😀😀😀😀"})
    void aNewPasswordOfLessThanTwelveCharactersIsTooShort(String password) {
        assertThat(Passwords.fault(Secret.of(password))).contains(Fault.TOO_SHORT);
    }

    @Test
    void aNewPasswordHasTwelveTo1024CharactersOfAnyKind() {
        assertThat(Passwords.fault(Secret.of("twelve chars"))).isEmpty();
        assertThat(Passwords.fault(Secret.of("😀".repeat(1024)))).isEmpty();
        assertThat(Passwords.fault(Secret.of("a".repeat(1025)))).contains(Fault.TOO_LONG);
    }

    private static ThreadPoolExecutor counting(AtomicInteger tasks) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(8)) {
            @Override
            protected void beforeExecute(Thread thread, Runnable task) {
                tasks.incrementAndGet();
            }
        };
    }

    private static ThreadPoolExecutor pool(BlockingQueue<Runnable> queue) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
