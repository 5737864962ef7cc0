package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.codexgateway.access.CredentialHash;

/** The clients there are. Safe for concurrent use. */
public interface Clients {

    /** Keeps a new client; false when its id is taken. */
    boolean add(Client client);

    Optional<Client> find(String id);

    List<Client> list();

    /** Makes a secret the client's, and the one it had its older one; false if there is no such confidential client. */
    boolean rotate(String id, CredentialHash secret);

    /**
     * Makes a secret the client's beside the one it has, which becomes its older one; false if it has two already, or is no
     * confidential client. Of simultaneous calls one succeeds: nobody's fresh secret is lost to another's.
     */
    boolean addSecret(String id, CredentialHash secret);

    /** Makes the client's older secret no good; false if it has none. */
    boolean dropOlder(String id);

    /**
     * Brings the configured client's row up to date with the configuration. Its secret counts only when it is another than at
     * the last start: it then becomes current, and the one before the older. So a secret that was made or dropped since stays so.
     */
    void configure(Client client);

    /** Removes a client with all its grants; false if there is none. */
    boolean remove(String id);

    /**
     * Keeps what a client says of itself, now that somebody agreed to it. If it names other callbacks than before, nobody has
     * agreed to it any more.
     */
    void describe(Client client);

    /** Notes that a client was used, at most so often as is cheap. */
    void used(String id, Instant now);

    /** Removes up to {@code limit} clients that came by themselves before and were never used; how many. */
    int sweepUnused(Instant madeBefore, int limit);

    /** Removes the oldest of the clients that came by themselves and were never used, where there are more; how many. */
    int trimUnused(int most);
}
