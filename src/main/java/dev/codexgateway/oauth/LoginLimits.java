package dev.codexgateway.oauth;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import dev.codexgateway.access.Subscriber;

/**
 * Slows and stops the guessing of passwords: by user and address, by address, and by user a growing delay alone, since
 * whoever knows a name could otherwise lock its owner out. Names are counted whether or not there is such a user.
 *
 * <p>An attempt is counted when it is allowed, before its password is looked at, so that any number at once are no more
 * than the limit; {@link #right} and {@link #untried} give it back, and whatever is never told counts as wrong. Each
 * process counts for itself. Safe for concurrent use.
 */
public final class LoginLimits {
    private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int WITHOUT_DELAY = 5;
    private static final Duration FIRST_DELAY = Duration.ofMillis(250);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
    /** How many wrong ones until the delay is the longest. */
    private static final int SLOWEST = WITHOUT_DELAY + 5;
    /** Longer than any user's, so that a long text cannot take more memory than others. */
    private static final int MAX_NAME = 256;

    private final RollingLimit<Pair> pairs;
    private final RollingLimit<Subscriber> addresses;
    private final RollingLimit<String> names;

    public LoginLimits(LoginConfig config, Clock clock) {
        this.pairs = new RollingLimit<>(config.wrongPasswordsPerUserAndAddress(), QUARTER_HOUR, clock);
        this.addresses = new RollingLimit<>(config.wrongPasswordsPerAddress(), HOUR, clock);
        this.names = new RollingLimit<>(SLOWEST, QUARTER_HOUR, clock);
    }

    /** Whether a password may be tried, and after what delay. One of the three below must follow an {@link Decision.Allowed}. */
    Decision check(String name, InetAddress address) {
        Pair pair = Pair.of(name, address);
        Optional<Duration> wait = pairs.count(pair);
        if (wait.isPresent()) {
            return new Decision.Refused(wait.get());
        }
        wait = addresses.count(pair.address());
        if (wait.isPresent()) {
            pairs.giveBack(pair);
            return new Decision.Refused(wait.get());
        }
        return new Decision.Allowed(delay(names.counted(pair.name())));
    }

    /** The password was wrong: the attempt stays counted, and the user's next may be slower. */
    void wrong(String name, InetAddress address) {
        names.note(Pair.of(name, address).name());
    }

    /** The password was right: nothing stands against the user from this address, or by delay from any. */
    void right(String name, InetAddress address) {
        Pair pair = Pair.of(name, address);
        pairs.clear(pair);
        names.clear(pair.name());
        // Not cleared: one's own password must not buy guesses at others'.
        addresses.giveBack(pair.address());
    }

    /** The password was not looked at after all. */
    void untried(String name, InetAddress address) {
        Pair pair = Pair.of(name, address);
        pairs.giveBack(pair);
        addresses.giveBack(pair.address());
    }

    private static Duration delay(int wrong) {
        if (wrong < WITHOUT_DELAY) {
            return Duration.ZERO;
        }
        Duration doubled = FIRST_DELAY.multipliedBy(1L << (wrong - WITHOUT_DELAY));
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }

    private record Pair(String name, Subscriber address) {
        static Pair of(String name, InetAddress address) {
            // Names are one whatever their case, so their cases must not be counted apart.
            String same = name.toLowerCase(Locale.ROOT);
            return new Pair(same.length() > MAX_NAME ? same.substring(0, MAX_NAME) : same, Subscriber.of(address));
        }
    }

    /** Whether a password may be tried. */
    sealed interface Decision {

        /** @param delay how long to wait before the password is looked at */
        record Allowed(Duration delay) implements Decision {}

        record Refused(Duration retryAfter) implements Decision {}
    }
}
