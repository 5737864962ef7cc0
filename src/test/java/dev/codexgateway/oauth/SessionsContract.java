package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;

/** How long a browser is signed in. */
public abstract class SessionsContract extends SignInContract {
    private static final Instant END = NOW.plusSeconds(3600);

    @Test
    void aSessionIsItsUsersUntilItExpires() {
        User user = user();

        CredentialHash session = session(user, END);

        assertThat(sessions().user(session, END.minusMillis(1))).contains(user);
        assertThat(sessions().user(session, END)).isEmpty();
    }

    @Test
    void anUnknownSessionIsNobodys() {
        assertThat(sessions().user(credential(), NOW)).isEmpty();
    }

    @Test
    void anEndedSessionIsNobodys() {
        CredentialHash session = session(user(), END);

        sessions().end(session);

        assertThat(sessions().user(session, NOW)).isEmpty();
    }

    @Test
    void theOtherSessionsOfAUserEndAndNobodyElses() {
        User user = user();
        CredentialHash kept = session(user, END);
        CredentialHash other = session(user, END);
        CredentialHash theirs = session(user(), END);

        sessions().endOthers(user.id(), kept);

        assertThat(sessions().user(kept, NOW)).contains(user);
        assertThat(sessions().user(other, NOW)).isEmpty();
        assertThat(sessions().user(theirs, NOW)).isPresent();
    }

    @Test
    void expiredSessionsAreSweptInBatchesAndTheOthersStay() {
        User user = user();
        for (int i = 0; i < 3; i++) {
            session(user, NOW);
        }
        CredentialHash good = session(user, NOW.plusMillis(1));

        assertThat(sessions().sweep(NOW, 2)).isEqualTo(2);
        assertThat(sessions().sweep(NOW, 2)).isEqualTo(1);
        assertThat(sessions().sweep(NOW, 2)).isZero();

        assertThat(sessions().user(good, NOW)).contains(user);
    }

    private Sessions sessions() {
        return ports().sessions();
    }

    private CredentialHash session(User user, Instant expires) {
        CredentialHash session = credential();
        sessions().begin(session, user.id(), NOW, expires);
        return session;
    }
}
