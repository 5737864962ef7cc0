package dev.codexgateway.connect;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import dev.codexgateway.pages.ConnectPage.Check;
import dev.codexgateway.pages.ConnectPage.Kind;
import dev.codexgateway.pages.ConnectPage.State;

/**
 * What stands between an empty GPT and a working one. What takes a call is looked at side by side, for all who ask, within
 * {@link Remembered#BOUND}; the rest is read from the store each time, so that a step just done is seen at once. Safe for
 * concurrent use.
 */
final class Checklist {
    private static final Duration SHORT = Duration.ofSeconds(5);
    /** A probe of the upstream that went well is not repeated so soon. */
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PublicUrl publicUrl;
    private final GptClient client;
    private final Schema schema;
    private final Remembered<Reached> outside;
    private final Remembered<Check> upstream;

    Checklist(PublicUrl publicUrl, Schema schema, UpstreamKey upstreamKey, GptClient client, Clock clock,
            Executor threads) {
        this.publicUrl = publicUrl;
        this.client = client;
        this.schema = schema;
        this.outside = new Remembered<>(publicUrl::look, new Reached.Failed("no-answer"), _ -> SHORT, clock, threads);
        this.upstream = new Remembered<>(upstreamKey::look, UpstreamKey.unseen(),
                check -> check.state() == State.GOOD ? LONG : SHORT, clock, threads);
    }

    /**
     * Every check, in the order of {@link Kind}.
     *
     * @param openedAt the host under which the page was opened
     */
    List<Check> checks(Optional<String> openedAt) {
        CompletableFuture<Reached> reached = outside.ask();
        CompletableFuture<Check> key = upstream.ask();
        Check secret = client.secret();
        Check callback = client.callback();
        List<Check> progress = client.progress();
        return Stream.concat(
                Stream.of(reachable(reached.join()), rootDomain(openedAt), schema.check(reached.join()), secret,
                        key.join(),
                        callback),
                progress.stream()).toList();
    }

    private static Check reachable(Reached reached) {
        return switch (reached) {
            case Reached.Ours() -> new Check(Kind.PUBLIC_URL, State.GOOD, "good", "");
            case Reached.Different() -> new Check(Kind.PUBLIC_URL, State.BAD, "other-service", "");
            case Reached.Failed(String reason, String detail) -> new Check(Kind.PUBLIC_URL, State.BAD, reason, detail);
        };
    }

    /** Every value comes from the public URL, so all are of one root domain: what may differ is where the owner is looking. */
    private Check rootDomain(Optional<String> openedAt) {
        return openedAt.filter(publicUrl.url().getHost()::equalsIgnoreCase).isPresent()
                ? new Check(Kind.ROOT_DOMAIN, State.GOOD, "good", "")
                : new Check(Kind.ROOT_DOMAIN, State.BAD, "other-host", openedAt.orElse("?"));
    }
}
