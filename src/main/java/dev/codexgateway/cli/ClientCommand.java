package dev.codexgateway.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.codexgateway.Settings;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Claims.Claim;
import dev.codexgateway.oauth.Client;
import dev.codexgateway.oauth.Clients;
import dev.codexgateway.oauth.RedirectUris;
import dev.codexgateway.oauth.User;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.store.JdbcUsers;

/** {@code client}: the programs that users sign in from, and the GPTs whose callbacks the owner approved. */
@Command(name = "client", description = "Adds, lists and removes OAuth clients, changes their secrets, and withdraws approved GPTs.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects
final class ClientCommand implements Runnable {
    private static final SecureRandom RANDOM = new SecureRandom();

    @ParentCommand
    private CommandLineInterface main;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    @Command(name = "add", description = "Adds a client. Its secret is printed alone and only this once, its id beside on standard error; of a public client the id is printed.", mixinStandardHelpOptions = true)
    int add(@Parameters(paramLabel = "NAME", description = "What people are shown when they are asked to agree") String name,
            @Option(names = "--redirect-uri", paramLabel = "URI", arity = "1..*", description = "Where people are sent back to; matched exactly, but for a loopback's port") List<String> redirectUris,
            @Option(names = "--public", description = "It cannot keep a secret: a program on people's own machines, or in a browser") boolean publicClient) {
        List<String> uris = redirectUris == null ? List.of() : redirectUris.stream().distinct().toList();
        check(name, uris, publicClient);
        Optional<Secret> secret = publicClient ? Optional.empty() : Optional.of(Client.newSecret());
        Client client = new Client(newId(), name, Client.Kind.ADDED,
                secret.map(value -> CredentialHash.of(value.reveal())),
                Optional.empty(), uris, now());
        return main.onDatabase((_, database) -> {
            if (!new JdbcClients(database).add(client)) {
                throw new CommandFailed("client: the id " + client.id() + " is taken; try again");
            }
            Audit.oauth("client-created", "id", client.id(), "name", name, "type", type(client));
            secret.ifPresent(_ -> err().println("client id: " + client.id()));
            out().println(secret.map(Secret::reveal).orElse(client.id()));
            return 0;
        });
    }

    @Command(name = "list", description = "Lists clients with their callbacks and the GPTs that were approved.", mixinStandardHelpOptions = true)
    int list() {
        return main.onDatabase((_, database) -> {
            List<Claim> claims = new JdbcClaims(database).list();
            out().printf("%-26s %-13s %-11s %-24s %s%n", "ID", "TYPE", "FROM", "CREATED", "NAME");
            new JdbcClients(database).list().forEach(client -> print(client, claims));
            return 0;
        });
    }

    @Command(name = "remove", description = "Removes a client with all that was granted to it; a running service refuses the tokens within five seconds.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "ID") String id) {
        return main.onDatabase((settings, database) -> {
            if (configured(settings, id)) {
                throw new CommandFailed("client: " + id + " comes from the configuration and would be there again"
                        + " after the next start; change OAUTH_CLIENT_ID first");
            }
            if (!new JdbcClients(database).remove(id)) {
                throw unknown(id);
            }
            Audit.oauth("client-removed", "id", id);
            out().println("removed " + id);
            return 0;
        });
    }

    @Command(name = "rotate-secret", description = "Gives a client a new secret and prints it, alone and only this once. The one before stays good until drop-old-secret; an older one ends now.", mixinStandardHelpOptions = true)
    int rotateSecret(@Parameters(paramLabel = "ID") String id) {
        return main.onDatabase((_, database) -> {
            Secret secret = Client.newSecret();
            if (!new JdbcClients(database).rotate(id, CredentialHash.of(secret.reveal()))) {
                throw new CommandFailed("client: there is no client " + id + " that has a secret");
            }
            Audit.oauth("client-secret-rotated", "id", id);
            err().println("the secret before stays good until: client drop-old-secret " + id);
            out().println(secret.reveal());
            return 0;
        });
    }

    @Command(name = "drop-old-secret", description = "Ends the secret that a client had before its newest.", mixinStandardHelpOptions = true)
    int dropOldSecret(@Parameters(paramLabel = "ID") String id) {
        return main.onDatabase((_, database) -> {
            Clients clients = new JdbcClients(database);
            Client client = clients.find(id).orElseThrow(() -> unknown(id));
            if (!clients.dropOlder(client.id())) {
                throw new CommandFailed("client: " + id + " has no older secret");
            }
            Audit.oauth("client-secret-dropped", "id", id);
            out().println("dropped the older secret of " + id);
            return 0;
        });
    }

    @Command(name = "claims", description = "Lists the GPTs whose callbacks an owner approved.", mixinStandardHelpOptions = true)
    int claims() {
        return main.onDatabase((_, database) -> {
            JdbcUsers users = new JdbcUsers(database);
            out().printf("%-40s %-26s %-24s %s%n", "GPT", "CLIENT", "APPROVED", "BY");
            new JdbcClaims(database).list().forEach(claim -> out().printf("%-40s %-26s %-24s %s%n", claim.gptId(),
                    claim.clientId(), claim.claimedAt(),
                    Printable.of(users.find(claim.claimedBy()).map(User::name).orElse("a user since removed"))));
            return 0;
        });
    }

    @Command(name = "withdraw", description = "Withdraws the approval of a GPT's callback; tokens that it has stay good until they are revoked.", mixinStandardHelpOptions = true)
    int withdraw(@Parameters(paramLabel = "GPT_ID", description = "As in client claims: g-…") String gptId) {
        return main.onDatabase((_, database) -> {
            if (!new JdbcClaims(database).withdraw(gptId)) {
                throw new CommandFailed("client: no GPT " + gptId + " is approved");
            }
            Audit.oauth("claim-withdrawn", "gpt", gptId);
            out().println("withdrew " + gptId);
            return 0;
        });
    }

    private static void check(String name, List<String> uris, boolean publicClient) {
        if (!Client.nameable(name)) {
            throw new CommandFailed("client: a name has 1 to 100 visible characters, with single spaces between words");
        }
        if (publicClient && uris.isEmpty()) {
            throw new CommandFailed("client: a public client needs a --redirect-uri");
        }
        uris.stream().filter(uri -> !(publicClient
                ? RedirectUris.acceptableForPublicClient(uri)
                : RedirectUris.acceptable(uri))).findFirst().ifPresent(uri -> {
                    throw new CommandFailed(
                            "client: " + Printable.of(uri) + " cannot be a redirect URI: it must be https,"
                                    + " or http to localhost, 127.0.0.1 or [::1]" + (publicClient
                                            ? ", or a scheme of one's own with a dot such as com.example.app"
                                            : "")
                                    + ", with a lower-case host and without user, fragment, wildcard or dot segments");
                });
    }

    private void print(Client client, List<Claim> claims) {
        out().printf("%-26s %-13s %-11s %-24s %s%n", client.id(), type(client),
                client.kind().name().toLowerCase(Locale.ROOT), client.createdAt(), Printable.of(client.name()));
        client.redirectUris().forEach(uri -> out().println("  callback " + Printable.of(uri)));
        claims.stream().filter(claim -> claim.clientId().equals(client.id()))
                .forEach(claim -> out().println("  approved https://chatgpt.com/aip/" + claim.gptId()
                        + "/oauth/callback and its twin at chat.openai.com"));
        client.olderSecret().ifPresent(_ -> out().println("  two secrets are good: drop-old-secret ends the older"));
    }

    private static boolean configured(Settings settings, String id) {
        return settings.signIn().clientId().equals(id);
    }

    private static String type(Client client) {
        return client.confidential() ? "confidential" : "public";
    }

    private static String newId() {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        return "client-" + HexFormat.of().formatHex(random);
    }

    private static CommandFailed unknown(String id) {
        return new CommandFailed("client: there is no client " + id);
    }

    private static Instant now() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
