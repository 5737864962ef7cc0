package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.access.CredentialHash;

/** Browsers that are signed in. Safe for concurrent use. */
public interface Sessions {

    void begin(CredentialHash session, String userId, Instant now, Instant expires);

    /** The user of a session that has not expired. */
    Optional<User> user(CredentialHash session, Instant now);

    void end(CredentialHash session);

    /** Ends all sessions of a user but one: after a change of the password. */
    void endOthers(String userId, CredentialHash kept);

    /** Removes up to {@code limit} expired ones; how many. */
    int sweep(Instant now, int limit);
}
