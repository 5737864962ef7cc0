package dev.codexgateway.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The API keys that were created by command. Safe for concurrent use. */
public interface ApiKeys {

    /** Keeps a new key; false when its name is taken. */
    boolean create(ApiKey key);

    Optional<ApiKey> find(CredentialHash hash);

    /** All of them, by name. */
    List<ApiKey> list();

    /** Ends a key at once and for good; false when there is none of that name. */
    boolean revoke(String name);

    /** Notes that a key was used. */
    void used(CredentialHash hash, Instant when);
}
