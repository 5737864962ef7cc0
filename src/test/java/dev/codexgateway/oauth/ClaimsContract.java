package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.codexgateway.oauth.Claims.Claim;
import dev.codexgateway.testing.Concurrently;

/** Which GPTs the owner has approved. */
public abstract class ClaimsContract extends SignInContract {
    private final String gpt = random("g-");

    @Test
    void aGptIsClaimedForItsClientAlone() {
        claims().claim(gpt, "a-client", "user_1", NOW);

        assertThat(claims().claimed(gpt, "a-client")).isTrue();
        assertThat(claims().claimed(gpt, "another")).isFalse();
        assertThat(claims().claimed(random("g-"), "a-client")).isFalse();
        assertThat(claims().list()).contains(new Claim(gpt, "a-client", "user_1", NOW));
    }

    @Test
    void aClaimThatIsThereStaysAsItIs() {
        claims().claim(gpt, "a-client", "user_1", NOW);

        claims().claim(gpt, "a-client", "user_2", NOW.plusSeconds(1));

        assertThat(claims().list()).contains(new Claim(gpt, "a-client", "user_1", NOW));
    }

    @Test
    void aGptClaimedForAnotherClientIsThatOnes() {
        claims().claim(gpt, "a-client", "user_1", NOW);

        claims().claim(gpt, "another", "user_2", NOW.plusSeconds(1));

        assertThat(claims().claimed(gpt, "a-client")).isFalse();
        assertThat(claims().list()).contains(new Claim(gpt, "another", "user_2", NOW.plusSeconds(1)));
    }

    @Test
    void aWithdrawnClaimIsNone() {
        claims().claim(gpt, "a-client", "user_1", NOW);

        assertThat(claims().withdraw(gpt)).isTrue();

        assertThat(claims().claimed(gpt, "a-client")).isFalse();
        assertThat(claims().withdraw(gpt)).isFalse();
    }

    @Test
    void manyClaimsOfOneGptAreOne() {
        Concurrently.call(MANY, () -> {
            claims().claim(gpt, "a-client", "user_1", NOW);
            return gpt;
        });

        assertThat(claims().list()).filteredOn(claim -> claim.gptId().equals(gpt)).hasSize(1);
    }

    private Claims claims() {
        return ports().claims();
    }
}
