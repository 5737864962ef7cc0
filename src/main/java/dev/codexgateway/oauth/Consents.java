package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.codexgateway.access.Scope;

/** What users agreed to, by user, client, callback and scope. Safe for concurrent use. */
public interface Consents {

    /** Remembers a yes; a wider one replaces a narrower. */
    void remember(String userId, String clientId, String redirectUri, Set<Scope> scopes, Instant now);

    /** Whether the user agreed to all of these scopes before. */
    boolean remembered(String userId, String clientId, String redirectUri, Set<Scope> scopes);

    /** What a user agreed to and has not withdrawn, by client. */
    List<Given> given(String userId);

    /** Forgets all that a user agreed to with a client. */
    void forget(String userId, String clientId);

    record Given(String clientId, Set<Scope> scopes, Instant since) {}
}
