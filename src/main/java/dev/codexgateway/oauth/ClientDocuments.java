package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.codexgateway.access.Subscriber;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.oauth.Published.Answer;
import dev.codexgateway.oauth.Published.Unusable;
import dev.codexgateway.pages.ErrorKind;

/**
 * What clients publish about themselves: their metadata at the address that is their identifier (OAuth Client ID Metadata
 * Document), and their keys. Fetched within reach, limits and time, and kept for a while.
 */
final class ClientDocuments {
    /** What the document's specification recommends (§8.7). */
    static final int METADATA_BYTES = 5 * 1024;
    /** Ten RSA keys with their certificates left out. */
    static final int KEYS_BYTES = 16 * 1024;
    /** How long keys that cannot be had anew are still believed. */
    private static final Duration LAST_KEYS = Duration.ofDays(1);
    private static final int MOST = 1_000;

    private final boolean privateAddresses;
    private final Published<Client> metadata;
    private final Published<SigningKeys> keys;
    private final Cache<String, SigningKeys> lastKeys;

    ClientDocuments(Fetcher fetcher, boolean privateAddresses, Clock clock) {
        FetchLimits limits = new FetchLimits(clock);
        this.privateAddresses = privateAddresses;
        this.metadata = new Published<>(fetcher, METADATA_BYTES, new ClientMetadata(fetcher, clock), limits, clock);
        this.keys = new Published<>(fetcher, KEYS_BYTES, (_, set) -> SigningKeys.read(set), limits, clock);
        this.lastKeys = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LAST_KEYS)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis())).build();
    }

    /**
     * The client that an address describes now, for a person who is to decide on it.
     *
     * @throws PageException if it cannot be known
     */
    Client described(String id, Subscriber asker) {
        if (!ClientUrls.acceptable(id, privateAddresses)) {
            throw new PageException(400, ErrorKind.UNKNOWN_CLIENT);
        }
        return switch (metadata.ask(id, asker)) {
            case Answer.Found<Client>(Client client, var _, var _) -> client;
            case Answer.Missing<Client>(var _) -> throw new PageException(400, ErrorKind.CLIENT_UNREADABLE);
            case Answer.Limited<Client>(Duration wait) -> throw new GatewayException(
                    new GatewayError.TooManyRequests("Too many apps were looked up.", wait));
        };
    }

    /**
     * The keys of a client that somebody agreed to: those of its metadata of today, and where that cannot be had, of the day it
     * was agreed to.
     *
     * @param kept    as it was agreed to
     * @param unknown whether one is looked for that was not among them a moment ago
     * @throws GatewayException if they cannot be had
     */
    Optional<SigningKeys> keys(Client kept, boolean unknown, Subscriber asker) {
        Answer<Client> today = unknown ? metadata.askAnew(kept.id(), asker) : metadata.ask(kept.id(), asker);
        Client client = today instanceof Answer.Found<Client>(Client value, var _, var _) ? value : kept;
        return client.keys().map(known -> known.address().map(address -> fetched(address, unknown, asker))
                .orElseGet(() -> inline(known)));
    }

    private SigningKeys fetched(String address, boolean unknown, Subscriber asker) {
        if ((unknown
                ? keys.askAnew(address, asker)
                : keys.ask(address, asker)) instanceof Answer.Found<SigningKeys>(SigningKeys value, var _, var _)) {
            lastKeys.put(address, value);
            return value;
        }
        return Optional.ofNullable(lastKeys.getIfPresent(address)).orElseThrow(() -> new GatewayException(
                new GatewayError.Unavailable("The keys of the client cannot be had now.", Published.PAUSE)));
    }

    private static SigningKeys inline(ClientKeys known) {
        try {
            return SigningKeys.read(known.set().orElseThrow());
        } catch (Unusable e) {
            throw new IllegalStateException("keys that were good are kept", e);
        }
    }
}
