package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.oauth.Grants.ActiveGrant;
import dev.codexgateway.oauth.Grants.Grant;
import dev.codexgateway.oauth.Grants.IssuedAccess;
import dev.codexgateway.oauth.Grants.IssuedCode;
import dev.codexgateway.oauth.Grants.NewToken;
import dev.codexgateway.oauth.Grants.Progress;
import dev.codexgateway.oauth.Grants.Redemption;
import dev.codexgateway.testing.Concurrently;

/** Codes and grants, from their beginning to their sweeping. How refresh tokens rotate: {@link RotationContract}. */
public abstract class GrantsContract extends SignInContract {

    @Test
    void aCodeIsReadWithItsGrant() {
        Begun begun = begin();

        assertThat(grants().code(begun.code().hash()))
                .contains(new IssuedCode(begun.grant(), begun.code(), false));
        assertThat(grants().code(credential())).isEmpty();
    }

    @Test
    void aRedeemedCodeGivesTokensThatAreTheUsers() {
        User user = user();
        Begun begun = begin(user, "a-client", NOW);
        NewToken access = new NewToken(credential(), Set.of(Scope.READ), NOW.plusSeconds(3600));
        NewToken refresh = refresh(NOW);

        assertThat(grants().redeem(begun.code().hash(), access, refresh, NOW)).isEqualTo(new Redemption.Redeemed());

        Grant grant = lasting(begun.grant(), refresh.expiresAt());
        assertThat(grants().access(access.hash(), NOW)).contains(
                new IssuedAccess(grant, Optional.of(user), Set.of(Scope.READ), access.expiresAt()));
        assertThat(grants().refresh(refresh.hash(), NOW)).contains(new Grants.IssuedRefresh(grant, false));
        assertThat(grants().code(begun.code().hash())).contains(new IssuedCode(grant, begun.code(), true));
    }

    @Test
    @Tag("rfc6749-4.1.2")
    void aCodeIsSpentOnceAndAReplayGivesNothing() {
        Redeemed redeemed = redeemed();
        NewToken access = access(NOW);
        NewToken refresh = refresh(NOW);

        assertThat(grants().redeem(redeemed.code(), access, refresh, NOW)).isEqualTo(new Redemption.Replayed());

        assertThat(good(access, NOW)).isFalse();
        assertThat(grants().refresh(refresh.hash(), NOW)).isEmpty();
        assertThat(good(redeemed.access(), NOW)).isTrue();
    }

    @Test
    void aReplayIsKnownAfterTheCodesTimeAndAfterASweep() {
        Redeemed redeemed = redeemed();
        Instant later = NOW.plus(Duration.ofDays(1));
        grants().sweep(later, GRACE, ALL);

        assertThat(redemption(redeemed.code(), later)).isEqualTo(new Redemption.Replayed());
    }

    @Test
    void aCodeIsGoodToItsLastMoment() {
        Begun early = begin();
        Begun late = begin();

        assertThat(redemption(early.code().hash(), NOW.plusSeconds(120).minusMillis(1)))
                .isEqualTo(new Redemption.Redeemed());
        assertThat(redemption(late.code().hash(), NOW.plusSeconds(120))).isEqualTo(new Redemption.Unknown());
    }

    @Test
    void aCodeOfARevokedGrantIsNotRedeemed() {
        Begun begun = begin();
        NewToken access = access(NOW);
        grants().revoke(begun.grant().id(), NOW);

        assertThat(grants().redeem(begun.code().hash(), access, refresh(NOW), NOW)).isEqualTo(new Redemption.Unknown());
        assertThat(good(access, NOW)).isFalse();
    }

    @Test
    void anUnknownCodeIsNotRedeemed() {
        assertThat(redemption(credential(), NOW)).isEqualTo(new Redemption.Unknown());
    }

    @RepeatedTest(5)
    void ofManyRedemptionsOfOneCodeOneSucceeds() {
        Begun begun = begin();
        List<NewToken> tokens = new ArrayList<>();
        List<Callable<Redemption>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            NewToken access = access(NOW);
            tokens.add(access);
            calls.add(() -> grants().redeem(begun.code().hash(), access, refresh(NOW), NOW));
        }

        List<Redemption> answers = Concurrently.call(calls);

        assertThat(answers).containsOnlyOnce(new Redemption.Redeemed())
                .filteredOn(new Redemption.Replayed()::equals).hasSize(MANY - 1);
        assertThat(tokens).filteredOn(token -> good(token, NOW))
                .containsExactly(tokens.get(answers.indexOf(new Redemption.Redeemed())));
    }

    @Test
    void aClientsGrantToItselfHasNoUser() {
        Grant grant = new Grant(random("grant_"), Optional.empty(), "a-client", Set.of(), RESOURCE, NOW,
                NOW.plusSeconds(3600));
        NewToken access = new NewToken(credential(), Set.of(), NOW.plusSeconds(3600));

        grants().grantToClient(grant, access);

        assertThat(grants().access(access.hash(), NOW))
                .contains(new IssuedAccess(grant, Optional.empty(), Set.of(), access.expiresAt()));
    }

    @Test
    void anAccessTokenIsGoodToItsLastMoment() {
        NewToken access = redeemed().access();

        assertThat(good(access, access.expiresAt().minusMillis(1))).isTrue();
        assertThat(good(access, access.expiresAt())).isFalse();
        assertThat(good(access(NOW), NOW)).isFalse();
    }

    @Test
    @Tag("rfc7009-2.1")
    void aRevokedAccessTokenEndsAlone() {
        Redeemed redeemed = redeemed();

        assertThat(grants().revokeAccess(redeemed.access().hash())).isTrue();

        assertThat(good(redeemed.access(), NOW)).isFalse();
        assertThat(grants().refresh(redeemed.refresh().hash(), NOW)).isPresent();
        assertThat(grants().revokeAccess(redeemed.access().hash())).isFalse();
    }

    @Test
    @Tag("rfc7009-2.1")
    void aRevokedGrantEndsWithAllItsTokens() {
        Redeemed redeemed = redeemed();

        assertThat(grants().revoke(redeemed.grantId(), NOW)).isTrue();

        assertThat(good(redeemed.access(), NOW)).isFalse();
        assertThat(grants().refresh(redeemed.refresh().hash(), NOW)).isEmpty();
        assertThat(grants().revoke(redeemed.grantId(), NOW)).isFalse();
        assertThat(grants().revoke("none", NOW)).isFalse();
    }

    @Test
    void aGrantThatExpiredHasEnded() {
        Redeemed redeemed = redeemed();

        assertThat(grants().refresh(redeemed.refresh().hash(), NOW.plus(MONTH).minusMillis(1))).isPresent();
        assertThat(grants().refresh(redeemed.refresh().hash(), NOW.plus(MONTH))).isEmpty();
        assertThat(grants().revoke(redeemed.grantId(), NOW.plus(MONTH))).isFalse();
    }

    @RepeatedTest(5)
    void whatIsRedeemedWhileItsGrantIsRevokedIsNoGood() {
        Begun begun = begin();
        List<NewToken> tokens = List.of(access(NOW), access(NOW), access(NOW), access(NOW));
        List<Callable<Object>> calls = new ArrayList<>();
        tokens.forEach(access -> calls.add(() -> grants().redeem(begun.code().hash(), access, refresh(NOW), NOW)));
        calls.add(() -> grants().revoke(begun.grant().id(), NOW));

        assertThat(Concurrently.call(calls)).last().isEqualTo(true);

        assertThat(tokens).noneMatch(token -> good(token, NOW));
    }

    @RepeatedTest(20)
    void aUserIsRemovedWhileCodesAreRedeemed() {
        User user = user();
        List<Begun> begun = List.of(begin(user, "a-client", NOW), begin(user, "a-client", NOW),
                begin(user, "a-client", NOW));
        List<Callable<Object>> calls = new ArrayList<>();
        begun.forEach(one -> calls.add(() -> redemption(one.code().hash(), NOW)));
        calls.add(() -> users().remove(user.name()));

        assertThat(Concurrently.call(calls)).last().isEqualTo(true);

        assertThat(begun).allMatch(one -> grants().code(one.code().hash()).isEmpty());
    }

    @Test
    void allGrantsOfAUserWithAClientAreRevokedAndNoOthers() {
        User user = user();
        Redeemed first = redeem(begin(user, "a-client", NOW), NOW);
        Redeemed second = redeem(begin(user, "a-client", NOW), NOW);
        Redeemed elsewhere = redeem(begin(user, "another", NOW), NOW);
        Redeemed theirs = redeem(begin(user(), "a-client", NOW), NOW);

        grants().revokeAll(user.id(), "a-client", NOW);

        assertThat(List.of(first, second)).noneMatch(redeemed -> good(redeemed.access(), NOW));
        assertThat(List.of(elsewhere, theirs)).allMatch(redeemed -> good(redeemed.access(), NOW));
    }

    @Test
    void aUsersWayWithAClientIsToldStepByStep() {
        String client = random("client_");
        assertThat(grants().progress(client)).isEqualTo(new Progress(false, false));

        Begun begun = begin(user(), client, NOW);
        assertThat(grants().progress(client)).isEqualTo(new Progress(false, false));

        Redeemed redeemed = redeem(begun, NOW);
        assertThat(grants().progress(client)).isEqualTo(new Progress(true, false));

        grants().used(redeemed.grantId(), NOW.plusMillis(1));
        assertThat(grants().progress(client)).isEqualTo(new Progress(true, true));
        assertThat(grants().progress(random("client_"))).isEqualTo(new Progress(false, false));
    }

    @Test
    void aRefreshIsNoCall() {
        String client = random("client_");
        Redeemed redeemed = redeem(begin(user(), client, NOW), NOW);
        Instant later = NOW.plusSeconds(600);

        grants().rotate(redeemed.refresh().hash(), refresh(later), "sealed", access(later), GRACE, later);

        assertThat(grants().progress(client)).isEqualTo(new Progress(true, false));
    }

    @Test
    void whatAClientDoesForItselfIsNoUsersWay() {
        String client = random("client_");
        Grant grant = new Grant(random("grant_"), Optional.empty(), client, Scope.USUAL, RESOURCE, NOW,
                NOW.plusSeconds(3600));
        grants().grantToClient(grant, access(NOW));

        grants().used(grant.id(), NOW.plusSeconds(60));

        assertThat(grants().progress(client)).isEqualTo(new Progress(false, false));
    }

    @Test
    void theActiveGrantsOfAUserAreListedNewestFirst() {
        User user = user();
        Redeemed older = redeem(begin(user, "a-client", NOW), NOW);
        Redeemed newer = redeem(begin(user, "another", NOW.plusSeconds(1)), NOW.plusSeconds(1));
        begin(user, "not redeemed", NOW);
        grants().revoke(redeem(begin(user, "revoked", NOW), NOW).grantId(), NOW);
        redeem(begin(user(), "not theirs", NOW), NOW);

        assertThat(active(user, NOW)).containsExactly(newer.grantId(), older.grantId());
        assertThat(active(user, NOW.plus(MONTH))).containsExactly(newer.grantId());
        assertThat(grants().active(user.id(), NOW, 1)).map(one -> one.grant().id()).containsExactly(newer.grantId());
    }

    @Test
    void aThousandGrantsAreListedQuickly() {
        User user = user();
        for (int i = 0; i < 1000; i++) {
            redeem(begin(user, "a-client", NOW.plusMillis(i)), NOW.plusMillis(i));
        }
        long began = System.nanoTime();

        List<ActiveGrant> active = grants().active(user.id(), NOW, 1000);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(active).hasSize(1000);
    }

    @Test
    void aUseIsNotedOnceAMinute() {
        User user = user();
        Redeemed redeemed = redeem(begin(user, "a-client", NOW), NOW);

        grants().used(redeemed.grantId(), NOW.plusMillis(59_999));
        assertThat(grants().active(user.id(), NOW, ALL)).map(ActiveGrant::lastUsedAt).containsExactly(NOW);

        grants().used(redeemed.grantId(), NOW.plusSeconds(60));
        assertThat(grants().active(user.id(), NOW, ALL)).map(ActiveGrant::lastUsedAt)
                .containsExactly(NOW.plusSeconds(60));
    }

    @Test
    void aUseThatWasNotedLateTurnsNoTimeBack() {
        User user = user();
        Redeemed redeemed = redeem(begin(user, "a-client", NOW), NOW);

        grants().used(redeemed.grantId(), NOW.minusSeconds(300));

        assertThat(grants().active(user.id(), NOW, ALL)).map(ActiveGrant::lastUsedAt).containsExactly(NOW);
    }

    @Test
    void whatIsNoGoodIsSweptAndWhatIsGoodStays() {
        Redeemed good = redeemed();
        Begun begun = begin();
        Begun unredeemed = begin(user(), "a-client", NOW.minusSeconds(120));
        Redeemed revoked = redeemed();
        grants().revoke(revoked.grantId(), NOW);

        grants().sweep(NOW, GRACE, ALL);

        assertThat(good(good.access(), NOW)).isTrue();
        assertThat(grants().refresh(good.refresh().hash(), NOW)).isPresent();
        assertThat(redemption(begun.code().hash(), NOW)).isEqualTo(new Redemption.Redeemed());
        assertThat(grants().code(unredeemed.code().hash())).isEmpty();
        assertThat(grants().code(revoked.code())).isEmpty();
    }

    @Test
    void sweepingGoesInBatches() {
        Instant end = NOW.plus(Duration.ofDays(365));
        while (grants().sweep(end, GRACE, ALL) > 0) {
            assertThat(grants().active("nobody", end, 1)).isEmpty();
        }
        for (int i = 0; i < 3; i++) {
            redeemed();
        }

        assertThat(grants().sweep(NOW.plus(Duration.ofHours(1)), GRACE, 2)).isEqualTo(2);
        assertThat(grants().sweep(NOW.plus(Duration.ofHours(1)), GRACE, 2)).isEqualTo(1);
        assertThat(grants().sweep(NOW.plus(Duration.ofHours(1)), GRACE, 2)).isZero();
        assertThat(grants().sweep(NOW.plus(MONTH), GRACE, 2)).isEqualTo(4);
        assertThat(grants().sweep(NOW.plus(MONTH), GRACE, 2)).isEqualTo(2);
        assertThat(grants().sweep(NOW.plus(MONTH), GRACE, 2)).isZero();
    }

    private Redemption redemption(CredentialHash code, Instant at) {
        return grants().redeem(code, access(at), refresh(at), at);
    }

    private List<String> active(User user, Instant at) {
        return grants().active(user.id(), at, ALL).stream().map(one -> one.grant().id()).toList();
    }

    private static Grant lasting(Grant grant, Instant expires) {
        return new Grant(grant.id(), grant.userId(), grant.clientId(), grant.scopes(), grant.resource(),
                grant.createdAt(), expires);
    }
}
