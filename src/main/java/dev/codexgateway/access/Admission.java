package dev.codexgateway.access;

import io.helidon.http.WritableHeaders;

/**
 * What stands between a good credential and a route: whether the caller may make one more request now. On the path of every
 * request; safe for concurrent use.
 */
public interface Admission {

    /**
     * Takes one of the caller's requests.
     *
     * @param answer the head of the answer, into which goes how the caller then stands
     * @throws dev.codexgateway.error.GatewayException {@code TooManyRequests} if there is none left
     */
    Leave request(Caller caller, WritableHeaders<?> answer);

    /** A request that was taken. */
    @FunctionalInterface
    interface Leave {
        /** For a caller without such a limit. */
        Leave UNLIMITED = () -> {};

        /** The request was refused by another limit after all: it is not charged. Before the answer is sent, and once. */
        void giveBack();
    }
}
