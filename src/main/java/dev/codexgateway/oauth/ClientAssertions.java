package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.access.Subscriber;

/**
 * Authenticates clients that sign ({@code private_key_jwt}; RFC 7523 §2.2, §3). What can be told without a key is checked first,
 * and only clients that somebody agreed to make us fetch their keys.
 *
 * <p>The audience is our issuer and nothing else. A client of many servers could be made to sign for our token endpoint by a
 * malicious one of them, which would have what it signed; for our issuer it signs only if it means us.
 */
final class ClientAssertions {
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    private final Clients clients;
    private final ClientDocuments documents;
    private final UsedAssertions used;
    private final Issuer issuer;
    private final Clock clock;

    ClientAssertions(Clients clients, ClientDocuments documents, UsedAssertions used, Issuer issuer, Clock clock) {
        this.clients = clients;
        this.documents = documents;
        this.used = used;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** Who signed it; empty if it is not good, or no more. @param named who the request says it is */
    Optional<Client> client(String text, Optional<String> named, Subscriber asker) {
        return Assertion.parse(text).filter(this::current)
                .filter(assertion -> named.filter(id -> !id.equals(assertion.client())).isEmpty())
                .flatMap(assertion -> clients.find(assertion.client()).filter(client -> client.keys().isPresent())
                        .filter(client -> signed(assertion, client, asker))
                        .filter(_ -> used.use(assertion.hash(), assertion.expires().plus(LEEWAY))));
    }

    private boolean current(Assertion assertion) {
        Instant now = clock.instant();
        Instant later = now.plus(LEEWAY);
        return assertion.audience().equals(issuer.url())
                && now.isBefore(assertion.expires().plus(LEEWAY))
                && !assertion.expires().isAfter(later.plus(LONGEST_LIFE))
                && assertion.notBefore().filter(later::isBefore).isEmpty()
                && assertion.issuedAt().filter(later::isBefore).isEmpty();
    }

    /** A key that we do not know may be a new one. */
    private boolean signed(Assertion assertion, Client client, Subscriber asker) {
        return documents.keys(client, false, asker).flatMap(keys -> keys.key(assertion.algorithm(), assertion.keyId()))
                .or(() -> documents.keys(client, true, asker)
                        .flatMap(keys -> keys.key(assertion.algorithm(), assertion.keyId())))
                .filter(assertion::signedBy).isPresent();
    }
}
