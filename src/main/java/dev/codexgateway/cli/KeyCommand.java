package dev.codexgateway.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.ApiKey;
import dev.codexgateway.access.ApiKeys;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.config.Secret;
import dev.codexgateway.observe.Audit;
import dev.codexgateway.store.JdbcApiKeys;

/** {@code key}: creates, lists and revokes API keys, on the same database as a running service. */
@Command(name = "key", description = "Creates, lists and revokes API keys.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli injects
final class KeyCommand implements Runnable {
    private static final String ROW = "%-24s %-18s %-24s %-24s %-24s %s%n";

    @ParentCommand
    private CommandLineInterface main;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(out());
    }

    @Command(name = "create", description = "Creates a key and prints it, alone and only this once.", mixinStandardHelpOptions = true)
    int create(@Parameters(paramLabel = "NAME") String name,
            @Option(names = "--scopes", defaultValue = "read,write", description = "read, write, admin; default: ${DEFAULT-VALUE}") String scopes,
            @Option(names = "--expires", description = "How long it is good, such as P30D or PT12H; for ever if not given") Optional<String> expires,
            @Option(names = "--requests-per-minute", paramLabel = "N", description = "Instead of limits.requests-per-minute") Optional<Integer> requests,
            @Option(names = "--concurrent-turns", paramLabel = "N", description = "Instead of limits.concurrent-turns") Optional<Integer> turns,
            @Option(names = "--tokens-per-day", paramLabel = "N", description = "Instead of limits.tokens-per-day") Optional<Integer> tokens) {
        if (!ApiKey.nameable(name)) {
            throw new CommandFailed(
                    "key: a name has 1 to 64 characters of A-Z a-z 0-9 . _ @ and -, and begins with a letter or digit");
        }
        Set<Scope> granted = Scope.parse(scopes)
                .orElseThrow(() -> new CommandFailed("key: --scopes takes read, write and admin, separated by commas"));
        Instant now = Instant.now(Clock.systemUTC()).truncatedTo(ChronoUnit.MILLIS);
        Optional<Instant> end = expires.map(text -> end(now, text));
        if (end.filter(time -> !time.isAfter(now)).isPresent()) {
            throw new CommandFailed("key: --expires must be a time to come");
        }
        Allowance allowance = new Allowance(
                within("--requests-per-minute", requests, Allowance.MAX_REQUESTS_PER_MINUTE),
                within("--concurrent-turns", turns, Allowance.MAX_CONCURRENT_TURNS),
                within("--tokens-per-day", tokens, Allowance.MAX_TOKENS_PER_DAY));
        Secret secret = ApiKey.generate();
        ApiKey key = new ApiKey(name, CredentialHash.of(secret.reveal()), granted, now, end, Optional.empty(),
                allowance);
        return with(keys -> {
            if (!keys.create(key)) {
                throw new CommandFailed(
                        "key: there is a key named " + name + " already; revoke it first or choose another name");
            }
            Audit.auth("key-created", "name", name, "scopes", Scope.words(granted).replace(' ', ','), "expires",
                    end.map(Instant::toString).orElse("never"));
            out().println(secret.reveal());
            return 0;
        });
    }

    @Command(name = "list", description = "Lists keys; the keys themselves are not known.", mixinStandardHelpOptions = true)
    int list() {
        return with(keys -> {
            List<ApiKey> all = keys.list();
            Instant now = Clock.systemUTC().instant();
            out().printf(ROW, "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "LIMITS OF ITS OWN");
            all.forEach(key -> out().printf(ROW, key.name(), Scope.words(key.scopes()), key.createdAt(),
                    key.expiresAt().map(time -> key.expired(now) ? "expired" : time.toString()).orElse("never"),
                    key.lastUsedAt().map(Instant::toString).orElse("never"), limits(key.allowance())));
            return 0;
        });
    }

    @Command(name = "revoke", description = "Ends a key for good; a running service refuses it within five seconds.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "NAME") String name) {
        return with(keys -> {
            if (!keys.revoke(name)) {
                throw new CommandFailed("key: there is no key named " + name);
            }
            Audit.auth("key-revoked", "name", name);
            out().println("revoked " + name);
            return 0;
        });
    }

    private static Optional<Integer> within(String option, Optional<Integer> number, int most) {
        number.filter(value -> value < 1 || value > most).ifPresent(value -> {
            throw new CommandFailed("key: " + option + " takes a whole number from 1 to " + most);
        });
        return number;
    }

    private static String limits(Allowance own) {
        return Stream.of(own.requestsPerMinute().map(number -> number + " requests a minute"),
                own.concurrentTurns().map(number -> number + " turns at once"),
                own.tokensPerDay().map(number -> number + " tokens a day"))
                .flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    private int with(Function<ApiKeys, Integer> work) {
        return main.onDatabase((_, database) -> work.apply(new JdbcApiKeys(database)));
    }

    private static Instant end(Instant now, String text) {
        try {
            TemporalAmount amount = text.contains("T") ? Duration.parse(text) : Period.parse(text);
            return Instant.ofEpochMilli(now.atZone(ZoneOffset.UTC).plus(amount).toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new CommandFailed("key: --expires takes an ISO 8601 period such as P30D or PT12H", e);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
