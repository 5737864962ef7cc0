package dev.codexgateway.oauth;

import java.util.List;
import java.util.Optional;

/** The users there are. Safe for concurrent use. */
public interface Users {

    /** Keeps a new user; false when the name, or the identity, is taken. */
    boolean add(User user);

    Optional<User> find(String id);

    Optional<User> named(String name);

    /** By name. */
    List<User> list();

    /** Replaces a local user's password; false if there is no such user. */
    boolean password(String id, String passwordHash);

    /** Sets whether a user is an owner. */
    void owner(String id, boolean owner);

    /** Removes a user with all sessions, consents and grants; false if there is none of that name. */
    boolean remove(String name);
}
