package dev.codexgateway.oauth;

import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import dev.codexgateway.observe.Audit;

/** The company's people as users of ours: made at their first sign-in, owners as the configuration says. */
final class CompanyUsers {
    private static final int SHORT = 8;

    private final CompanyConfig config;
    private final Users users;
    private final Clock clock;

    CompanyUsers(CompanyConfig config, Users users, Clock clock) {
        this.config = config;
        this.users = users;
        this.clock = clock;
    }

    /** The user that this person is; empty if the person may not come in. */
    Optional<User> admit(CompanyPerson person) {
        if (!config.admits(person)) {
            return Optional.empty();
        }
        boolean owner = config.owned(person);
        User user = users.find(person.userId()).orElseGet(() -> create(person, owner));
        if (user.owner() != owner) {
            users.owner(user.id(), owner);
            Audit.oauth("user-changed", "name", user.name(), "owner", Boolean.toString(owner));
        }
        return users.find(user.id());
    }

    /** Takes the first free name; of several sign-ins at once, one makes the user. */
    private User create(CompanyPerson person, boolean owner) {
        String id = person.userId();
        for (String name : names(person).toList()) {
            User user = new User(id, name, Optional.empty(), owner, Optional.of(person.identity()), clock.instant());
            if (users.add(user)) {
                Audit.oauth("user-created", "name", name, "owner", Boolean.toString(owner), "issuer",
                        person.identity().issuer());
                return user;
            }
            Optional<User> made = users.find(id);
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw new IllegalStateException("no name is free for user " + id);
    }

    /** The local first user's name means more than a name, so it is nobody else's. */
    private static Stream<String> names(CompanyPerson person) {
        String id = person.userId();
        return Stream.of(person.name(), person.name() + "-" + id.substring(0, SHORT), id)
                .filter(name -> !name.toLowerCase(Locale.ROOT).equals(FirstUser.NAME));
    }
}
