package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.testing.Concurrently;

/** What clients signed is good once. */
public abstract class UsedAssertionsContract extends SignInContract {

    @Test
    void itIsUsedOnceEachForItself() {
        CredentialHash one = credential();

        assertThat(used().use(one, NOW)).isTrue();
        assertThat(used().use(one, NOW.plusSeconds(60))).isFalse();
        assertThat(used().use(credential(), NOW)).isTrue();
    }

    @RepeatedTest(3)
    void ofManyWhoUseItOneDoes() {
        CredentialHash one = credential();

        List<Boolean> answers = Concurrently.call(MANY, () -> used().use(one, NOW));

        assertThat(answers).containsOnlyOnce(true);
    }

    @Test
    void whatHasExpiredIsForgottenInBatchesAndNothingElse() {
        CredentialHash later = credential();
        used().use(later, NOW.plusMillis(1));
        while (used().sweep(NOW, 100) > 0) {
            // What other tests left.
        }
        for (int i = 0; i < 3; i++) {
            used().use(credential(), NOW);
        }

        assertThat(used().sweep(NOW, 2)).isEqualTo(2);
        assertThat(used().sweep(NOW, 2)).isEqualTo(1);
        assertThat(used().use(later, NOW)).isFalse();
    }

    private UsedAssertions used() {
        return ports().assertions();
    }
}
