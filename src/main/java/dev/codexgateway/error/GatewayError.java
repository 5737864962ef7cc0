package dev.codexgateway.error;

import java.time.Duration;
import java.util.Optional;

/**
 * Every way in which a call can be refused. The variant fixes code and status in each protocol; the sentence in it is for
 * the caller and never holds a secret, an exception's text, a path or an upstream's address.
 */
public sealed interface GatewayError {

    /** Something in the request is missing, malformed or contradictory. */
    record InvalidParams(String detail) implements GatewayError {}

    /**
     * There is no credential, or it is not good.
     *
     * @param challenge the whole value of {@code WWW-Authenticate} (RFC 6750 §3, RFC 9728 §5.1)
     */
    record Unauthenticated(String detail, String challenge) implements GatewayError {}

    /**
     * The credential is good but does not reach this far.
     *
     * @param scope     the scope that is missing
     * @param challenge the whole value of {@code WWW-Authenticate}, as in {@link Unauthenticated}
     */
    record InsufficientScope(String scope, String challenge) implements GatewayError {}

    /** The credential is good, and this is not for its holder all the same. */
    record Forbidden(String detail) implements GatewayError {}

    record NotFound(String resource) implements GatewayError {}

    /** @param allow the methods that there are, as in the {@code Allow} header */
    record MethodNotAllowed(String allow) implements GatewayError {}

    /** @param protocol the protocol that would have to be spoken, which is not spoken here */
    record UpgradeRequired(String protocol) implements GatewayError {}

    record UnsupportedMediaType(String expected) implements GatewayError {}

    /** @param limit the greatest number of bytes that is taken */
    record TooLarge(long limit) implements GatewayError {}

    /** @param turnId the running turn that stands in the way, if it is one */
    record Conflict(String detail, Optional<String> turnId) implements GatewayError {}

    record TooManyRequests(String detail, Duration retryAfter) implements GatewayError {}

    /** The gateway itself cannot take the call now: it is stopping, or its database is away. */
    record Unavailable(String detail, Duration retryAfter) implements GatewayError {}

    /** Refused before a turn began, because the upstream is known to be failing. */
    record UpstreamUnavailable(String detail, Duration retryAfter) implements GatewayError {}

    /**
     * The upstream did not answer, or not with anything that may be passed on.
     *
     * @param tooLate whether it was time that ran out
     */
    record UpstreamFailed(String detail, boolean tooLate) implements GatewayError {}

    record UpstreamNotConfigured(String detail) implements GatewayError {}

    /**
     * A refusal in the words of OAuth.
     *
     * @param code      an error code of RFC 6749, 7591 or 8707
     * @param challenge whether the client tried HTTP Basic, so that a 401 must name it
     */
    record OAuth(String code, String description, boolean challenge) implements GatewayError {}

    /** @param incident what to quote: the request id, under which the log has the cause */
    record Internal(String incident) implements GatewayError {}
}
