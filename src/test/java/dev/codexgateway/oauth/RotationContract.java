package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Grants.ActiveGrant;
import dev.codexgateway.oauth.Grants.IssuedRefresh;
import dev.codexgateway.oauth.Grants.NewToken;
import dev.codexgateway.oauth.Grants.Rotation;
import dev.codexgateway.oauth.Grants.Rotation.Again;
import dev.codexgateway.oauth.Grants.Rotation.Reused;
import dev.codexgateway.oauth.Grants.Rotation.Rotated;
import dev.codexgateway.oauth.Grants.Rotation.Unknown;
import dev.codexgateway.testing.Concurrently;

/** What a refresh token gives, how often, and when it gives its thief away. */
@Tag("rfc9700-4.14.2")
public abstract class RotationContract extends SignInContract {

    @Test
    void theFirstUseGivesASuccessorAndAnAccessToken() {
        Redeemed redeemed = redeemed();

        Use use = use(redeemed.refresh(), NOW);

        assertThat(use.rotation()).isEqualTo(new Rotated());
        assertThat(good(use.access(), NOW)).isTrue();
        assertThat(good(redeemed.access(), NOW)).isTrue();
        assertThat(grants().refresh(redeemed.refresh().hash(), NOW)).map(IssuedRefresh::rotated).contains(true);
        assertThat(grants().refresh(use.successor().hash(), NOW)).map(IssuedRefresh::rotated).contains(false);
    }

    @Test
    void withinTheGraceATokenGivesTheSameSuccessorAndAnotherAccessToken() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);

        Use again = use(redeemed.refresh(), NOW.plus(GRACE).minusMillis(1));

        assertThat(again.rotation()).isEqualTo(new Again(first.sealed()));
        assertThat(good(again.access(), NOW)).isTrue();
        assertThat(grants().refresh(again.successor().hash(), NOW)).isEmpty();
    }

    @Test
    void whenTheGraceIsOverATokenIsReused() {
        Redeemed redeemed = redeemed();
        use(redeemed.refresh(), NOW);

        Use late = use(redeemed.refresh(), NOW.plus(GRACE));

        assertThat(late.rotation()).isEqualTo(new Reused());
        assertThat(good(late.access(), NOW)).isFalse();
        assertThat(grants().refresh(late.successor().hash(), NOW)).isEmpty();
    }

    @Test
    void whenItsSuccessorHasBeenUsedATokenIsReused() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);
        Use second = use(first.successor(), NOW);

        assertThat(second.rotation()).isEqualTo(new Rotated());
        assertThat(use(redeemed.refresh(), NOW).rotation()).isEqualTo(new Reused());
        assertThat(use(first.successor(), NOW).rotation()).isEqualTo(new Again(second.sealed()));
    }

    @Test
    void reuseAloneEndsNothing() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);
        use(redeemed.refresh(), NOW.plus(GRACE));

        assertThat(good(redeemed.access(), NOW)).isTrue();
        assertThat(use(first.successor(), NOW.plus(GRACE)).rotation()).isEqualTo(new Rotated());
    }

    @Test
    void anUnknownTokenGivesNothing() {
        assertThat(use(refresh(NOW), NOW).rotation()).isEqualTo(new Unknown());
    }

    @Test
    void aTokenIsGoodToItsLastMoment() {
        Redeemed early = redeemed();
        Redeemed late = redeemed();

        assertThat(use(early.refresh(), NOW.plus(MONTH).minusMillis(1)).rotation()).isEqualTo(new Rotated());
        assertThat(use(late.refresh(), NOW.plus(MONTH)).rotation()).isEqualTo(new Unknown());
    }

    @Test
    void aTokenThatExpiredIsUnknownThoughItsGrantLives() {
        Redeemed redeemed = redeemed();
        use(redeemed.refresh(), NOW.plusSeconds(60));

        assertThat(use(redeemed.refresh(), NOW.plus(MONTH)).rotation()).isEqualTo(new Unknown());
    }

    @Test
    void theTokensOfARevokedGrantGiveNothing() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);
        grants().revoke(redeemed.grantId(), NOW);

        Use used = use(redeemed.refresh(), NOW);
        assertThat(used.rotation()).isEqualTo(new Unknown());
        assertThat(use(first.successor(), NOW).rotation()).isEqualTo(new Unknown());
        assertThat(good(used.access(), NOW)).isFalse();
    }

    @Test
    void aGrantLivesAsLongAsItsLastRefreshToken() {
        User user = user();
        Redeemed redeemed = redeem(begin(user, "a-client", NOW), NOW);
        Instant later = NOW.plus(Duration.ofDays(20));

        Use use = use(redeemed.refresh(), later);

        Instant end = later.plus(MONTH);
        assertThat(grants().refresh(use.successor().hash(), end.minusMillis(1))).isPresent();
        assertThat(grants().refresh(use.successor().hash(), end)).isEmpty();
        assertThat(grants().active(user.id(), later, ALL)).map(ActiveGrant::lastUsedAt).containsExactly(later);
    }

    @RepeatedTest(5)
    void ofManyUsesOfOneTokenOneRotatesAndAllGiveItsSuccessor() {
        assertOneSuccessor(redeemed().refresh());
    }

    @RepeatedTest(3)
    void ofManyUsesOfASuccessorOneRotatesAndAllGiveItsSuccessor() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);

        assertOneSuccessor(first.successor());

        assertThat(use(redeemed.refresh(), NOW).rotation()).isEqualTo(new Reused());
    }

    @RepeatedTest(5)
    void whatIsRefreshedWhileItsGrantIsRevokedIsNoGood() {
        Redeemed redeemed = redeemed();
        List<Proposal> uses = new ArrayList<>();
        List<Callable<Object>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Proposal use = Proposal.at(NOW);
            uses.add(use);
            calls.add(() -> rotate(redeemed.refresh().hash(), use, NOW));
        }
        calls.add(() -> grants().revoke(redeemed.grantId(), NOW));

        assertThat(Concurrently.call(calls)).last().isEqualTo(true);

        assertThat(uses).noneMatch(use -> good(use.access(), NOW));
        assertThat(uses).allMatch(use -> grants().refresh(use.successor().hash(), NOW).isEmpty());
    }

    @Test
    void sealedSuccessorsAreErasedWhenTheGraceIsOver() {
        Redeemed redeemed = redeemed();
        Use first = use(redeemed.refresh(), NOW);

        grants().sweep(NOW.plus(GRACE).minusMillis(1), GRACE, ALL);
        assertThat(use(redeemed.refresh(), NOW).rotation()).isEqualTo(new Again(first.sealed()));

        grants().sweep(NOW.plus(GRACE), GRACE, ALL);
        assertThat(use(redeemed.refresh(), NOW).rotation()).isEqualTo(new Reused());
    }

    @Test
    void aUsedTokenIsKnownAgainUntilItWouldHaveExpired() {
        Redeemed redeemed = redeemed();
        use(redeemed.refresh(), NOW.plusSeconds(1));
        Instant late = NOW.plus(MONTH).minusMillis(1);

        grants().sweep(late, GRACE, ALL);

        assertThat(use(redeemed.refresh(), late).rotation()).isEqualTo(new Reused());
    }

    private void assertOneSuccessor(NewToken token) {
        List<Proposal> uses = new ArrayList<>();
        List<Callable<Rotation>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Proposal use = Proposal.at(NOW);
            uses.add(use);
            calls.add(() -> rotate(token.hash(), use, NOW));
        }

        List<Rotation> rotations = Concurrently.call(calls);

        assertThat(rotations).containsOnlyOnce(new Rotated());
        Proposal first = uses.get(rotations.indexOf(new Rotated()));
        assertThat(rotations).filteredOn(new Again(first.sealed())::equals).hasSize(MANY - 1);
        assertThat(uses).allMatch(use -> good(use.access(), NOW));
        assertThat(uses).filteredOn(use -> grants().refresh(use.successor().hash(), NOW).isPresent())
                .containsExactly(first);
    }

    private Use use(NewToken token, Instant at) {
        Proposal proposal = Proposal.at(at);
        return new Use(rotate(token.hash(), proposal, at), proposal);
    }

    private Rotation rotate(CredentialHash token, Proposal proposal, Instant at) {
        return grants().rotate(token, proposal.successor(), proposal.sealed(), proposal.access(), GRACE, at);
    }

    /** What a caller brings. */
    private record Proposal(NewToken successor, String sealed, NewToken access) {
        static Proposal at(Instant at) {
            return new Proposal(refresh(at), random("sealed "), SignInContract.access(at));
        }
    }

    private record Use(Rotation rotation, Proposal proposal) {
        NewToken successor() {
            return proposal.successor();
        }

        String sealed() {
            return proposal.sealed();
        }

        NewToken access() {
            return proposal.access();
        }
    }
}
