package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.codexgateway.access.Subscriber;
import dev.codexgateway.edge.MalformedJson;
import dev.codexgateway.edge.StrictJson;
import dev.codexgateway.fetch.Document;
import dev.codexgateway.fetch.FetchFault;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.fetch.Limits;

/**
 * JSON that others publish, of one kind: fetched when it is asked for, and believed for as long as {@link Freshness} says. Who
 * asks for what is being fetched waits for that. Copies are kept in memory and bounded in number, so a stranger fills nothing.
 * Safe for concurrent use.
 *
 * @param <T> what it means
 */
final class Published<T> {
    static final Duration TIME = Duration.ofSeconds(5);
    /** How long an address that gave nothing usable is left alone. */
    static final Duration PAUSE = Duration.ofSeconds(30);
    private static final int MOST = 1_000;
    private static final Pattern JSON = Pattern.compile("(?i)application/([a-z0-9.-]+\\+)?json\\s*(;.*)?");
    private static final Logger LOG = System.getLogger(Published.class.getName());

    private final Fetcher fetcher;
    private final int bytes;
    private final Reading<T> reading;
    private final FetchLimits limits;
    private final Clock clock;
    private final Cache<String, CompletableFuture<Answer<T>>> copies = Caffeine.newBuilder().maximumSize(MOST).build();

    /** @param bytes what one may have at most */
    Published(Fetcher fetcher, int bytes, Reading<T> reading, FetchLimits limits, Clock clock) {
        this.fetcher = fetcher;
        this.bytes = bytes;
        this.reading = reading;
        this.limits = limits;
        this.clock = clock;
    }

    /** Blocks until it is known. @param asker who is to blame for the question */
    Answer<T> ask(String address, Subscriber asker) {
        return ask(address, asker, _ -> true);
    }

    /** As {@link #ask}, but for a copy no older than {@link Freshness#LEAST}: something must be new that is not in ours. */
    Answer<T> askAnew(String address, Subscriber asker) {
        Instant oldest = clock.instant().minus(Freshness.LEAST);
        return ask(address, asker,
                answer -> !(answer instanceof Answer.Found<T> found) || !found.at().isBefore(oldest));
    }

    private Answer<T> ask(String address, Subscriber asker, Predicate<Answer<T>> goodEnough) {
        Instant now = clock.instant();
        // Nothing is waited for under the map's lock: to begin only starts a thread.
        return copies.asMap().compute(address, (key, known) -> known != null
                && (!known.isDone() || known.join().until().isAfter(now) && goodEnough.test(known.join()))
                        ? known
                        : begin(key, asker, good(known, now)))
                .join();
    }

    /** What is good although it is not good enough; nobody who asks for something newer in vain makes us forget it. */
    private Optional<Answer<T>> good(CompletableFuture<Answer<T>> known, Instant now) {
        return Optional.ofNullable(known).map(CompletableFuture::join)
                .filter(answer -> answer instanceof Answer.Found && answer.until().isAfter(now));
    }

    private CompletableFuture<Answer<T>> begin(String address, Subscriber asker, Optional<Answer<T>> good) {
        return limits.begin(asker, String.valueOf(URI.create(address).getHost()))
                .map(wait -> CompletableFuture.completedFuture(good.orElseGet(() -> new Answer.Limited<>(wait))))
                .orElseGet(() -> started(address, good));
    }

    private CompletableFuture<Answer<T>> started(String address, Optional<Answer<T>> good) {
        CompletableFuture<Answer<T>> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("client-metadata").start(() -> {
            try {
                Answer<T> fetched = fetch(address);
                answer.complete(fetched instanceof Answer.Found ? fetched : good.orElse(fetched));
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "unexpected failure", e);
            } finally {
                // Whatever happened, nobody waits for it for ever.
                answer.complete(good.orElseGet(this::missing));
                limits.end();
            }
        });
        return answer;
    }

    private Answer<T> fetch(String address) {
        try {
            Document document = fetcher.fetch(fetcher.link(address), new Limits(bytes, TIME));
            Instant now = clock.instant();
            return new Answer.Found<>(reading.read(address, json(document)), now,
                    now.plus(Freshness.of(document, now)));
        } catch (FetchFault e) {
            // The fetcher has told the log.
            return missing();
        } catch (Unusable e) {
            LOG.log(Level.INFO, "{0} is not used: {1}", address, e.getMessage());
            return missing();
        }
    }

    private Answer<T> missing() {
        return new Answer.Missing<>(clock.instant().plus(PAUSE));
    }

    private static JsonObject json(Document document) throws Unusable {
        if (document.contentType().filter(type -> JSON.matcher(type).matches()).isEmpty()) {
            throw new Unusable("its type is not application/json");
        }
        try {
            if (StrictJson.parse(document.content()) instanceof JsonObject object) {
                return object;
            }
        } catch (MalformedJson e) {
            // As any other text that is no object.
        }
        throw new Unusable("it is no JSON object");
    }

    /** What came of asking. */
    sealed interface Answer<T> {

        /** When it is to be asked again. */
        Instant until();

        record Found<T>(T value, Instant at, Instant until) implements Answer<T> {}

        /** It could not be had, or is not what it must be. */
        record Missing<T>(Instant until) implements Answer<T> {}

        /** It was not asked for, and may be after a while. */
        record Limited<T>(Duration pause) implements Answer<T> {
            @Override
            public Instant until() {
                return Instant.MIN;
            }
        }
    }

    /** Understands a document. */
    interface Reading<T> {
        T read(String address, JsonObject document) throws Unusable;
    }

    /** A document is not what it must be. The message is for the log. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }
}
