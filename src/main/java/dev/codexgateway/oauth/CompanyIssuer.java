package dev.codexgateway.oauth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/**
 * What is known of the company's identity provider: its metadata and its keys, fetched when first needed, so that it may be
 * down when we start.
 *
 * <p>They are fetched again after {@link #FRESH}, and at once for a key that is not among them, but never twice within
 * {@link #EVERY}: a stranger's invented key ids must not make us a load on the issuer. While it is down, what was known
 * stays good for {@link #USABLE}. One thread fetches, the others wait for it. Safe for concurrent use.
 */
public final class CompanyIssuer implements AutoCloseable {
    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration USABLE = Duration.ofHours(1);
    static final Duration EVERY = Duration.ofSeconds(10);
    /** Issuers known never to give JWTs as access tokens. */
    private static final Set<String> OPAQUE = Set.of("https://accounts.google.com");
    private static final Logger LOG = System.getLogger(CompanyIssuer.class.getName());

    private final CompanyConfig config;
    private final CompanyDocuments documents;
    private final Clock clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Known known;
    private Instant attempted = Instant.EPOCH;

    public CompanyIssuer(CompanyConfig config, Clock clock) {
        this.config = config;
        this.documents = new CompanyDocuments(config);
        this.clock = clock;
    }

    CompanyConfig config() {
        return config;
    }

    CompanyDocuments documents() {
        return documents;
    }

    /** @throws GatewayException {@link GatewayError.Unavailable} if nothing usable is known and the issuer does not answer */
    CompanyDirectory directory() {
        Known now = known;
        boolean fresh = now != null && clock.instant().isBefore(now.at.plus(FRESH));
        return fresh && now != null ? now.directory : renewed(now);
    }

    /** The same, asking the issuer again if it did not have this key before. */
    CompanyDirectory directory(String keyId) {
        CompanyDirectory directory = directory();
        return directory.knows(keyId) ? directory : renewed(known);
    }

    /**
     * Asks the issuer now; what of its access tokens can be told from its metadata.
     *
     * @throws CompanyFault saying what is wrong with it
     */
    public String examine() throws CompanyFault {
        CompanyDirectory directory = documents.fetch();
        String keys = config.issuer() + " answers, is who it should be, and has " + directory.keys().keys().size()
                + " usable keys; ";
        if (OPAQUE.contains(config.issuer())) {
            return keys + "sign-in works, but its access tokens are opaque and open nothing here";
        }
        return keys + "sign-in works with every kind of access token. As bearer tokens only JWTs can work, with "
                + config.audience().map(text -> "\"" + text + "\"").orElse("PUBLIC_URL")
                + " in aud and read or write in scope: its metadata does not tell whether it issues such. "
                + "One that does not begin with eyJ is opaque and cannot work";
    }

    @Override
    public void close() {
        documents.close();
    }

    private CompanyDirectory renewed(@Nullable Known seen) {
        fetching.lock();
        try {
            Instant now = clock.instant();
            if (known == seen && !now.isBefore(attempted.plus(EVERY))) {
                attempted = now;
                known = new Known(documents.fetch(), now);
            }
        } catch (CompanyFault e) {
            LOG.log(Level.WARNING, "the company''s identity provider cannot be used: {0}", e.getMessage());
            LOG.log(Level.DEBUG, "because", e);
        } finally {
            fetching.unlock();
        }
        Known now = known;
        if (now == null || !clock.instant().isBefore(now.at.plus(USABLE))) {
            throw new GatewayException(
                    new GatewayError.Unavailable("The company's identity provider does not answer.", EVERY));
        }
        return now.directory;
    }

    private record Known(CompanyDirectory directory, Instant at) {}
}
