package dev.codexgateway.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;

/**
 * What users granted clients, and every code and token that descends from it. Each method is one transaction; what may
 * happen once is decided by an atomic statement. Safe for concurrent use, also by several processes.
 */
public interface Grants {

    /** Begins a grant and its authorization code (RFC 6749 §4.1.2). */
    void begin(Grant grant, Code code);

    /** A code that was issued, spent or not, expired or not. */
    Optional<IssuedCode> code(CredentialHash code);

    /**
     * Spends a code and keeps the tokens that it gives, in one transaction. Of any number of concurrent calls for one code,
     * exactly one is answered {@link Redemption.Redeemed}.
     */
    Redemption redeem(CredentialHash code, NewToken access, NewToken refresh, Instant now);

    /** Begins a grant of a client to itself, with an access token (RFC 6749 §4.4). */
    void grantToClient(Grant grant, NewToken access);

    /** A refresh token of a grant that is good, whatever became of the token itself. */
    Optional<IssuedRefresh> refresh(CredentialHash refresh, Instant now);

    /**
     * Uses a refresh token: see {@link Rotation}. In one transaction with the access token that it gives.
     *
     * @param successor what the token is followed by, if it is the first use
     * @param sealed    the successor's value, encrypted under a key that only the presented token yields
     * @param grace     how long after its first use, and until its successor is used, the token gives the same successor again
     */
    Rotation rotate(CredentialHash refresh, NewToken successor, String sealed, NewToken access, Duration grace,
            Instant now);

    /** An access token that is good now. */
    Optional<IssuedAccess> access(CredentialHash access, Instant now);

    /** Ends one access token; false if there was none of this client. */
    boolean revokeAccess(CredentialHash access);

    /** Ends a grant with all its tokens; false if it had ended. */
    boolean revoke(String grantId, Instant now);

    /** Ends all grants of a user with a client. */
    void revokeAll(String userId, String clientId, Instant now);

    /** A user's grants that are good and have been redeemed, newest first. */
    List<ActiveGrant> active(String userId, Instant now, int limit);

    /** Notes that an access token of a grant opened a resource: the first time, and then at most once a minute. */
    void used(String grantId, Instant now);

    /** How far users have come with a client, by the grants that are kept. */
    Progress progress(String clientId);

    /**
     * Removes up to {@code limit} rows that are no good any more, of each kind in a transaction of its own, and erases sealed
     * successors whose grace is over; how many rows.
     */
    int sweep(Instant now, Duration grace, int limit);

    /** @param userId empty where a client acts for itself */
    record Grant(String id, Optional<String> userId, String clientId, Set<Scope> scopes, String resource,
            Instant createdAt, Instant expiresAt) {}

    record Code(CredentialHash hash, String redirectUri, Optional<String> codeChallenge, Instant expiresAt) {}

    record IssuedCode(Grant grant, Code code, boolean redeemed) {}

    record NewToken(CredentialHash hash, Set<Scope> scopes, Instant expiresAt) {}

    /** @param rotated whether it has been used */
    record IssuedRefresh(Grant grant, boolean rotated) {}

    record IssuedAccess(Grant grant, Optional<User> user, Set<Scope> scopes, Instant expiresAt) {}

    /**
     * @param signedIn whether a code that a user granted has been redeemed
     * @param called   whether an access token of a user's grant has opened a resource
     */
    record Progress(boolean signedIn, boolean called) {}

    /** @param lastUsedAt to the minute */
    record ActiveGrant(Grant grant, Instant lastUsedAt) {}

    /** What came of presenting a code. */
    sealed interface Redemption {
        record Redeemed() implements Redemption {}

        /** It had been spent before. */
        record Replayed() implements Redemption {}

        /** There is no such code, it has expired, or its grant has ended. */
        record Unknown() implements Redemption {}
    }

    /** What came of presenting a refresh token. */
    sealed interface Rotation {
        /** Its first use: the successor is kept; whatever came before the token is no good any more. */
        record Rotated() implements Rotation {}

        /** Used before, within the grace, and its successor not yet: the same successor. */
        record Again(String sealed) implements Rotation {}

        /** Used before and beyond the grace: somebody has a token that is not theirs. */
        record Reused() implements Rotation {}

        /** There is no such token, or it or its grant has ended. */
        record Unknown() implements Rotation {}
    }
}
