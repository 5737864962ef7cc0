package dev.codexgateway.oauth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;

import dev.codexgateway.config.Secret;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * Hashes passwords by Argon2id (RFC 9106) at the cost that OWASP's Password Storage Cheat Sheet gives: 19 MiB, two passes.
 *
 * <p>That is tens of milliseconds of a core each, so it runs on threads of its own, at most half as many as there are
 * cores, and callers wait: a flood of sign-ins cannot take the cores from other calls. What finds the queue full is
 * refused at once. Safe for concurrent use.
 */
public final class Passwords implements AutoCloseable {
    private static final int MIN_LENGTH = 12;
    private static final int MAX_LENGTH = 1024;
    private static final int SALT_BYTES = 16;
    private static final int WAITING = 64;
    private static final Argon2Function ARGON2ID = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID,
            Argon2Function.ARGON2_VERSION_13);
    /** Of a password that nobody knows, at the cost of every other: what an unknown user's is compared with. */
    static final String NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
            + "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ThreadPoolExecutor threads;

    public Passwords() {
        this(threads(Math.max(1, Runtime.getRuntime().availableProcessors() / 2)));
    }

    Passwords(ThreadPoolExecutor threads) {
        this.threads = threads;
    }

    /** What is wrong with a new password, if something is. Length alone is asked for (NIST SP 800-63B §3.1.1). */
    public static Optional<Fault> fault(Secret password) {
        int length = password.reveal().codePointCount(0, password.length());
        return length < MIN_LENGTH
                ? Optional.of(Fault.TOO_SHORT)
                : length > MAX_LENGTH ? Optional.of(Fault.TOO_LONG) : Optional.empty();
    }

    /**
     * The encoded hash, with its salt and cost in it.
     *
     * @throws GatewayException if too many wait
     */
    public String hash(Secret password) {
        return await(() -> {
            byte[] salt = new byte[SALT_BYTES];
            RANDOM.nextBytes(salt);
            return ARGON2ID.hash(bytes(password), salt).getResult();
        });
    }

    /**
     * Whether it is the password. Without a hash it takes as long and is not, so that the time does not tell who exists.
     *
     * @throws GatewayException if too many wait
     */
    boolean matches(Secret password, Optional<String> encoded) {
        String hash = encoded.orElse(NOBODYS);
        boolean same = await(() -> {
            // By the hash's own cost: the library's usual check takes its configured one, and finds nothing right.
            return Argon2Function.getInstanceFromHash(hash).check(bytes(password), bytes(hash));
        });
        return same && encoded.isPresent();
    }

    /** Lets what waits end. */
    @Override
    public void close() {
        threads.close();
    }

    private static ThreadPoolExecutor threads(int count) {
        return new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().daemon().name("passwords-", 0).factory());
    }

    private <T> T await(Callable<T> work) {
        Future<T> result = submitted(work);
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a password could not be hashed", e.getCause());
        } catch (InterruptedException e) {
            result.cancel(false);
            Thread.currentThread().interrupt();
            throw busy(e);
        }
    }

    private <T> Future<T> submitted(Callable<T> work) {
        try {
            return threads.submit(work);
        } catch (RejectedExecutionException e) {
            throw busy(e);
        }
    }

    private static GatewayException busy(Exception cause) {
        return new GatewayException(new GatewayError.Unavailable("Too many people sign in just now; try again.",
                Duration.ofSeconds(2)), cause);
    }

    /** However a keyboard composed its letters (NIST SP 800-63B §3.1.1.2). */
    private static byte[] bytes(Secret password) {
        return bytes(Normalizer.normalize(password.reveal(), Normalizer.Form.NFKC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Why a password cannot be a new one. */
    public enum Fault {
        TOO_SHORT("a password needs at least " + MIN_LENGTH + " characters"), TOO_LONG(
                "a password has at most " + MAX_LENGTH + " characters");

        private final String sentence;

        Fault(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}
