package dev.codexgateway.usage;

import java.time.Duration;
import java.util.Optional;

import dev.codexgateway.access.Caller;

/**
 * What callers may do at most. A limit is never exceeded by a race, and what is refused is never charged. Safe for concurrent
 * use; calls are on the path of every request and do not wait for the store.
 */
public interface Limits {

    /**
     * Takes one of the caller's requests: those of any 60 seconds are never more than the limit.
     *
     * @return empty for a caller without such a limit
     * @throws dev.codexgateway.error.GatewayException {@code TooManyRequests} if there is none left
     */
    Optional<Taken> request(Caller caller);

    /**
     * Takes a place among what the caller has running at once, and sees to it that the day's tokens are not used up: for a turn,
     * and for a call to a model that is passed through.
     *
     * @return to be closed when it has ended, or when it did not begin after all
     * @throws dev.codexgateway.error.GatewayException {@code TooManyRequests} if there is no place, or no token left
     */
    Place begin(Caller caller);

    /** One request that was taken. */
    interface Taken {

        /** How the caller stands with it. */
        Standing standing();

        /** It was refused by another limit, so it does not count. At most once; how the caller then stands. */
        Standing giveBack();
    }

    /** One of the things that a caller has running. Closing it again changes nothing. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * As the {@code RateLimit} header fields tell it.
     *
     * @param limit     requests in a window
     * @param window    its length
     * @param remaining requests that are left of it
     * @param reset     until there are more; zero if none is used
     */
    record Standing(long limit, Duration window, long remaining, Duration reset) {}
}
