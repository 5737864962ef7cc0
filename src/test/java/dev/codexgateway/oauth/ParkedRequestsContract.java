package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Concurrently;

/** What waits for a person, and that it is answered once. */
public abstract class ParkedRequestsContract extends SignInContract {
    private static final Instant END = NOW.plusSeconds(600);
    private static final AuthorizationRequest REQUEST = new AuthorizationRequest("a-client", CALLBACK,
            Optional.of("g-1"), Optional.of("\u0000 \"état\" 😀 :name ?"), Scope.USUAL, Optional.of("challenge"),
            RESOURCE, true, Optional.of(new Client("https://app.example.com/client.json", "é", Client.Kind.METADATA,
                    Optional.empty(), Optional.empty(), List.of(CALLBACK), NOW,
                    Optional.of(new ClientKeys(true, Optional.empty(), Optional.of("https://app.example.com/keys"))))));

    @Test
    void aRequestIsReadAsItWasParkedUntilItExpires() {
        CredentialHash id = parked(END);

        assertThat(requests().find(id, END.minusMillis(1))).contains(REQUEST);
        assertThat(requests().find(id, END)).isEmpty();
    }

    @Test
    void aRequestThatIsTakenIsGone() {
        CredentialHash id = parked(END);

        assertThat(requests().take(id, END.minusMillis(1))).contains(REQUEST);

        assertThat(requests().find(id, NOW)).isEmpty();
        assertThat(requests().take(id, NOW)).isEmpty();
    }

    @Test
    void anExpiredRequestIsNotTaken() {
        assertThat(requests().take(parked(END), END)).isEmpty();
    }

    @Test
    void anUnknownRequestIsNotThere() {
        assertThat(requests().find(credential(), NOW)).isEmpty();
        assertThat(requests().take(credential(), NOW)).isEmpty();
    }

    @RepeatedTest(3)
    void ofManyWhoTakeARequestOneGetsIt() {
        CredentialHash id = parked(END);

        List<Optional<AuthorizationRequest>> taken = Concurrently.call(MANY, () -> requests().take(id, NOW));

        assertThat(taken).containsOnlyOnce(Optional.of(REQUEST)).filteredOn(Optional::isEmpty).hasSize(MANY - 1);
    }

    @Test
    void expiredRequestsAreSweptInBatchesAndTheOthersStay() {
        for (int i = 0; i < 3; i++) {
            parked(NOW);
        }
        CredentialHash good = parked(NOW.plusMillis(1));

        assertThat(requests().sweep(NOW, 2)).isEqualTo(2);
        assertThat(requests().sweep(NOW, 2)).isEqualTo(1);
        assertThat(requests().sweep(NOW, 2)).isZero();

        assertThat(requests().find(good, NOW)).contains(REQUEST);
    }

    private ParkedRequests requests() {
        return ports().parked();
    }

    private CredentialHash parked(Instant expires) {
        CredentialHash id = credential();
        requests().park(id, REQUEST, NOW, expires);
        return id;
    }
}
