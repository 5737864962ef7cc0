package dev.codexgateway.oauth;

import java.time.Instant;

import dev.codexgateway.access.CredentialHash;

/** Statements that clients signed to authenticate, each good once. Safe for concurrent use, also by several processes. */
public interface UsedAssertions {

    /** Uses one; of any number of calls for one, exactly one is answered true. */
    boolean use(CredentialHash assertion, Instant expires);

    /** Forgets up to {@code limit} that have expired; how many. */
    int sweep(Instant now, int limit);
}
