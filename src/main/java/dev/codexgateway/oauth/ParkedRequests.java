package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.access.CredentialHash;

/** Authorization requests that wait for a person. What was checked stays here, so nothing of it can be changed on the way. */
public interface ParkedRequests {

    void park(CredentialHash id, AuthorizationRequest request, Instant now, Instant expires);

    /** The request, if it has not expired. */
    Optional<AuthorizationRequest> find(CredentialHash id, Instant now);

    /** Takes the request away, for the one answer it gets; of concurrent calls one is answered. */
    Optional<AuthorizationRequest> take(CredentialHash id, Instant now);

    /** Removes up to {@code limit} expired ones; how many. */
    int sweep(Instant now, int limit);
}
