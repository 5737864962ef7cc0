package dev.codexgateway.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Passwords;
import dev.codexgateway.oauth.User;
import dev.codexgateway.oauth.Users;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.store.JdbcSessions;
import dev.codexgateway.store.JdbcUsers;

/** {@code user}: the people who sign in with a name and a password here, on the same database as a running service. */
@Command(name = "user", description = "Adds, lists and removes users, and sets their passwords.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects
final class UserCommand implements Runnable {
    @ParentCommand
    private CommandLineInterface main;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    @Command(name = "add", description = "Adds a user. The password is asked for, or is one line of standard input.", mixinStandardHelpOptions = true)
    int add(@Parameters(paramLabel = "NAME", description = "What the user types at sign-in") String name,
            @Option(names = "--owner", description = "May approve GPTs' callbacks and grant administration") boolean owner) {
        if (!User.nameable(name)) {
            throw new CommandFailed(
                    "user: a name has 1 to 64 characters of A-Z a-z 0-9 . _ @ + and -, and begins with a letter or digit");
        }
        return main.onDatabase((_, database) -> {
            Users users = new JdbcUsers(database);
            if (users.named(name).isPresent() || !users.add(User.local(name, newHash(), owner, now()))) {
                throw new CommandFailed("user: there is a user named " + name
                        + " already; `user password` gives one a new password");
            }
            Audit.oauth("user-created", "name", name, "owner", Boolean.toString(owner));
            out().println("added " + name);
            return 0;
        });
    }

    @Command(name = "list", description = "Lists users, also those of the company's identity provider.", mixinStandardHelpOptions = true)
    int list() {
        return main.onDatabase((_, database) -> {
            List<User> users = new JdbcUsers(database).list();
            out().printf("%-32s %-6s %-10s %-24s%n", "NAME", "OWNER", "SIGNS IN", "CREATED");
            users.forEach(user -> out().printf("%-32s %-6s %-10s %-24s%n", Printable.of(user.name()),
                    user.owner() ? "yes" : "no", user.identity().isPresent() ? "company" : "password",
                    user.createdAt()));
            return 0;
        });
    }

    @Command(name = "password", description = "Gives a user a new password and ends the user's sign-ins; what was granted to clients stays.", mixinStandardHelpOptions = true)
    int password(@Parameters(paramLabel = "NAME") String name) {
        return main.onDatabase((_, database) -> {
            Users users = new JdbcUsers(database);
            User user = users.named(name).orElseThrow(() -> unknown(name));
            if (user.identity().isPresent()) {
                throw new CommandFailed("user: " + name + " signs in by the company and has no password here");
            }
            if (!users.password(user.id(), newHash())) {
                throw unknown(name);
            }
            // No session has the hash of nothing, so none is kept.
            new JdbcSessions(database).endOthers(user.id(), CredentialHash.of(""));
            Audit.oauth("password-changed", "name", name, "by", "command");
            out().println("changed the password of " + name);
            return 0;
        });
    }

    @Command(name = "remove", description = "Removes a user with all that was granted; a running service refuses the tokens within five seconds.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NAME") String name) {
        return main.onDatabase((_, database) -> {
            if (!new JdbcUsers(database).remove(name)) {
                throw unknown(name);
            }
            Audit.oauth("user-removed", "name", name);
            out().println("removed " + name);
            return 0;
        });
    }

    private String newHash() {
        Secret password = main.newPassword();
        try (Passwords passwords = new Passwords()) {
            return passwords.hash(password);
        }
    }

    private static CommandFailed unknown(String name) {
        return new CommandFailed("user: there is no user named " + name);
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
