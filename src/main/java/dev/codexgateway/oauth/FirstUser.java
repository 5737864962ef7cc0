package dev.codexgateway.oauth;

import java.time.Clock;

import dev.codexgateway.config.Secret;
import dev.codexgateway.observe.Audit;

/** The user {@code owner}, made at a start that finds none, so that there is somebody to sign in. */
public final class FirstUser {
    static final String NAME = "owner";

    private final Users users;
    private final Passwords passwords;
    private final Clock clock;

    public FirstUser(Users users, Passwords passwords, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * Makes the user if there is none; one that is there is left alone, its password included. Of several processes at
     * once, one makes it.
     */
    public void ensure(Secret password) {
        if (users.named(NAME).isEmpty()
                && users.add(User.local(NAME, passwords.hash(password), true, clock.instant()))) {
            Audit.oauth("user-created", "name", NAME, "owner", "true");
        }
    }
}
