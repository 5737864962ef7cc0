package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.oauth.Client.Kind;
import dev.codexgateway.testing.Concurrently;

/** Which clients there are, and which of their secrets are good. */
public abstract class ClientsContract extends SignInContract {
    private static final Instant LONG_AGO = NOW.minus(MONTH);

    @Test
    void aClientIsReadAsItWasKept() {
        Client client = new Client(random("client_"), "\"Ação\" 😀\u0000", Kind.ADDED, Optional.of(credential()),
                Optional.of(credential()), List.of("https://a.example/b?c=\"d\"", "http://127.0.0.1/é"), NOW);

        assertThat(clients().add(client)).isTrue();

        assertThat(clients().find(client.id())).contains(new Client(client.id(), "\"Ação\" 😀\ufffd", Kind.ADDED,
                client.secret(), client.olderSecret(), client.redirectUris(), NOW));
    }

    @Test
    void aPublicClientHasNoSecret() {
        Client client = added(Kind.REGISTERED);

        assertThat(clients().find(client.id())).contains(client);
        assertThat(clients().list()).contains(client);
        assertThat(clients().rotate(client.id(), credential())).isFalse();
    }

    @Test
    void aTakenIdIsRefused() {
        Client client = added(Kind.ADDED);

        assertThat(clients().add(client)).isFalse();
    }

    @Test
    void anIdThatNoDatabaseKeepsIsNoClients() {
        assertThat(clients().find("client\u0000")).isEmpty();
        assertThat(clients().find("client\ud800")).isEmpty();
    }

    @Test
    void theSecretBeforeStaysGoodUntilItIsDropped() {
        Client client = added(Kind.ADDED);
        CredentialHash second = credential();

        assertThat(clients().rotate(client.id(), second)).isTrue();
        assertSecrets(client.id(), second, client.secret());

        assertThat(clients().dropOlder(client.id())).isTrue();
        assertSecrets(client.id(), second, Optional.empty());
    }

    @Test
    void theSameSecretAgainLeavesTheOlderOne() {
        Client client = added(Kind.ADDED);
        CredentialHash second = credential();
        clients().rotate(client.id(), second);

        clients().rotate(client.id(), second);

        assertSecrets(client.id(), second, client.secret());
    }

    @Test
    void theConfiguredClientIsKeptOnce() {
        Client client = client(Kind.CONFIGURED);

        clients().configure(client);
        clients().configure(client);

        assertThat(clients().list()).filteredOn(Client::configured).containsExactly(client);
    }

    @Test
    void theConfiguredClientFollowsTheConfiguration() {
        Client before = client(Kind.CONFIGURED);
        clients().configure(before);
        CredentialHash second = credential();

        clients().configure(new Client(before.id(), "Renamed", Kind.CONFIGURED, Optional.of(second), Optional.empty(),
                List.of("https://other.example/"), NOW.plusSeconds(9)));

        assertThat(clients().find(before.id())).contains(new Client(before.id(), "Renamed", Kind.CONFIGURED,
                Optional.of(second), before.secret(), List.of("https://other.example/"), NOW));
    }

    @Test
    void aRestartLeavesTheOlderSecret() {
        Client before = client(Kind.CONFIGURED);
        clients().configure(before);
        Client after = new Client(before.id(), before.name(), Kind.CONFIGURED, Optional.of(credential()),
                Optional.empty(), List.of(), NOW);
        clients().configure(after);

        clients().configure(after);

        assertSecrets(before.id(), after.secret().orElseThrow(), before.secret());
    }

    @Test
    void aSecretMadeHereIsNotUndoneByARestart() {
        Client configured = configured();
        CredentialHash made = credential();
        clients().addSecret(configured.id(), made);

        clients().configure(configured);

        assertSecrets(configured.id(), made, configured.secret());
    }

    @Test
    void theConfigurationsSecretStaysDroppedAfterARestart() {
        Client configured = configured();
        CredentialHash made = credential();
        clients().addSecret(configured.id(), made);
        assertThat(clients().dropOlder(configured.id())).isTrue();

        clients().configure(configured);

        assertSecrets(configured.id(), made, Optional.empty());
    }

    @Test
    void aSecretThatTheConfigurationChangesCountsBesideTheOneMadeHere() {
        Client configured = configured();
        CredentialHash made = credential();
        clients().addSecret(configured.id(), made);
        clients().dropOlder(configured.id());
        CredentialHash second = credential();

        clients().configure(configured(configured.id(), second));
        clients().configure(configured(configured.id(), second));

        assertSecrets(configured.id(), second, Optional.of(made));
    }

    @Test
    void aSecretThatWasMadeHereMayBePutIntoTheConfiguration() {
        Client configured = configured();
        CredentialHash made = credential();
        clients().addSecret(configured.id(), made);

        clients().configure(configured(configured.id(), made));

        assertSecrets(configured.id(), made, configured.secret());
    }

    @Test
    void anIdThatIsConfiguredAgainDoesNotBringADroppedSecretBack() {
        Client before = configured();
        CredentialHash made = credential();
        clients().addSecret(before.id(), made);
        clients().dropOlder(before.id());
        configured();

        clients().configure(before);

        assertSecrets(before.id(), made, Optional.empty());
    }

    @Test
    void anAddedClientThatBecomesTheConfiguredOneHasItsSecret() {
        Client added = added(Kind.ADDED);
        CredentialHash second = credential();

        clients().configure(configured(added.id(), second));

        assertSecrets(added.id(), second, added.secret());
    }

    @Test
    void aThirdSecretIsNotAdded() {
        Client client = added(Kind.ADDED);
        CredentialHash second = credential();
        assertThat(clients().addSecret(client.id(), second)).isTrue();

        assertThat(clients().addSecret(client.id(), credential())).isFalse();

        assertSecrets(client.id(), second, client.secret());
    }

    @RepeatedTest(3)
    void ofManySecretsAddedAtOnceOneIsGood() {
        Client client = added(Kind.ADDED);

        List<Boolean> added = Concurrently.call(MANY, () -> clients().addSecret(client.id(), credential()));

        assertThat(added).containsOnlyOnce(true);
        assertThat(clients().find(client.id())).flatMap(Client::olderSecret).isEqualTo(client.secret());
    }

    @Test
    void anOlderSecretIsDroppedOnce() {
        Client client = added(Kind.ADDED);
        clients().addSecret(client.id(), credential());

        assertThat(clients().dropOlder(client.id())).isTrue();
        assertThat(clients().dropOlder(client.id())).isFalse();
        assertThat(clients().addSecret("nobody", credential())).isFalse();
    }

    @Test
    void aClientThatIsNoLongerTheConfiguredOneIsAnOrdinaryOne() {
        Client before = client(Kind.CONFIGURED);
        clients().configure(before);
        Client after = client(Kind.CONFIGURED);

        clients().configure(after);

        assertThat(clients().list()).filteredOn(Client::configured).containsExactly(after);
        assertThat(clients().find(before.id())).map(Client::kind).contains(Kind.ADDED);
    }

    @RepeatedTest(3)
    void manyProcessesThatConfigureAtOnceKeepOneClient() {
        Client client = client(Kind.CONFIGURED);

        Concurrently.call(MANY, () -> {
            clients().configure(client);
            return client;
        });

        assertThat(clients().list()).filteredOn(Client::configured).containsExactly(client);
    }

    @Test
    void withAClientGoItsGrantsConsentsAndClaims() {
        Client client = added(Kind.ADDED);
        User user = user();
        Redeemed gone = redeem(begin(user, client.id(), NOW), NOW);
        Redeemed stays = redeem(begin(user, "another", NOW), NOW);
        ports().consents().remember(user.id(), client.id(), CALLBACK, Scope.USUAL, NOW);
        ports().claims().claim(client.id(), client.id(), user.id(), NOW);

        assertThat(clients().remove(client.id())).isTrue();

        assertThat(clients().find(client.id())).isEmpty();
        assertThat(clients().remove(client.id())).isFalse();
        assertThat(good(gone.access(), NOW)).isFalse();
        assertThat(good(stays.access(), NOW)).isTrue();
        assertThat(ports().consents().remembered(user.id(), client.id(), CALLBACK, Scope.USUAL)).isFalse();
        assertThat(ports().claims().claimed(client.id(), client.id())).isFalse();
    }

    @Test
    void registeredClientsThatWereNeverUsedAreSweptInBatches() {
        clients().sweepUnused(NOW, ALL);
        Client used = registered(LONG_AGO);
        clients().used(used.id(), NOW);
        Client recent = registered(NOW);
        Client added = new Client(random("client_"), "", Kind.ADDED, Optional.empty(), Optional.empty(), List.of(),
                LONG_AGO);
        clients().add(added);
        List<Client> unused = List.of(registered(LONG_AGO), registered(LONG_AGO), registered(LONG_AGO));
        Redeemed hanging = redeem(begin(user(), unused.getFirst().id(), NOW), NOW);

        assertThat(clients().sweepUnused(NOW, 2)).isEqualTo(2);
        assertThat(clients().sweepUnused(NOW, 2)).isEqualTo(1);
        assertThat(clients().sweepUnused(NOW, 2)).isZero();

        assertThat(clients().list()).contains(used, recent, added).doesNotContainAnyElementsOf(unused);
        assertThat(good(hanging.access(), NOW)).isFalse();
    }

    @Test
    void aClientIsReadAsItDescribedItself() {
        Client client = described(random("https://app.example.com/"), CALLBACK);

        clients().describe(client);
        assertThat(clients().find(client.id())).contains(client);

        Client renamed = new Client(client.id(), "Renamed", Kind.METADATA, Optional.empty(), Optional.empty(),
                client.redirectUris(), NOW);
        clients().describe(renamed);
        assertThat(clients().find(client.id())).contains(new Client(client.id(), "Renamed", Kind.METADATA,
                Optional.empty(), Optional.empty(), client.redirectUris(), NOW));
    }

    @Test
    void aYesToItEndsWhenItNamesOtherCallbacks() {
        Client client = described(random("https://app.example.com/"), CALLBACK);
        clients().describe(client);
        String user = user().id();
        ports().consents().remember(user, client.id(), CALLBACK, Scope.USUAL, NOW);

        clients().describe(client);
        assertThat(ports().consents().remembered(user, client.id(), CALLBACK, Scope.USUAL)).isTrue();

        clients().describe(described(client.id(), CALLBACK + "/other"));
        assertThat(ports().consents().remembered(user, client.id(), CALLBACK, Scope.USUAL)).isFalse();
    }

    @Test
    void nobodyElsesClientIsOverwritten() {
        Client added = added(Kind.ADDED);

        clients().describe(described(added.id(), CALLBACK + "/other"));

        assertThat(clients().find(added.id())).contains(added);
    }

    @Test
    void theOldestOfTooManyThatWereNeverUsedGo() {
        clients().trimUnused(0);
        Client oldest = registered(NOW.minusSeconds(3));
        Client used = registered(NOW.minusSeconds(4));
        clients().used(used.id(), NOW);
        Client newer = registered(NOW.minusSeconds(2));
        Client newest = registered(NOW.minusSeconds(1));

        assertThat(clients().trimUnused(2)).isEqualTo(1);
        assertThat(clients().trimUnused(2)).isZero();

        assertThat(clients().find(oldest.id())).isEmpty();
        assertThat(List.of(used, newer, newest)).allSatisfy(kept -> assertThat(clients().find(kept.id())).isPresent());
    }

    private static Client described(String id, String callback) {
        return new Client(id, "An app", Kind.METADATA, Optional.empty(), Optional.empty(), List.of(callback), NOW,
                Optional.of(new ClientKeys(true, Optional.empty(), Optional.of("https://app.example.com/keys"))));
    }

    private Client added(Kind kind) {
        Client client = client(kind);
        clients().add(client);
        return client;
    }

    private Client configured() {
        Client client = client(Kind.CONFIGURED);
        clients().configure(client);
        return client;
    }

    private static Client configured(String id, CredentialHash secret) {
        return new Client(id, "A client", Kind.CONFIGURED, Optional.of(secret), Optional.empty(), List.of(CALLBACK),
                NOW);
    }

    private Client registered(Instant at) {
        Client client = new Client(random("client_"), "", Kind.REGISTERED, Optional.empty(), Optional.empty(),
                List.of(CALLBACK), at);
        clients().add(client);
        return client;
    }

    private void assertSecrets(String id, CredentialHash secret, Optional<CredentialHash> older) {
        assertThat(clients().find(id)).hasValueSatisfying(client -> {
            assertThat(client.secret()).contains(secret);
            assertThat(client.olderSecret()).isEqualTo(older);
        });
    }
}
