package dev.codexgateway.oauth;

import static dev.codexgateway.access.Scope.ADMIN;
import static dev.codexgateway.access.Scope.READ;
import static dev.codexgateway.access.Scope.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Concurrently;

/** What a user need not be asked again. */
public abstract class ConsentsContract extends SignInContract {

    @Test
    void aYesIsRememberedForItsScopesAndFewer() {
        String user = agreed(Set.of(READ, WRITE));

        assertThat(remembered(user, Set.of(READ, WRITE))).isTrue();
        assertThat(remembered(user, Set.of(READ))).isTrue();
        assertThat(remembered(user, Set.of(READ, ADMIN))).isFalse();
    }

    @Test
    void anotherUserClientOrCallbackIsAskedAnew() {
        String user = agreed(Set.of(READ));

        assertThat(remembered(user().id(), Set.of(READ))).isFalse();
        assertThat(consents().remembered(user, "another", CALLBACK, Set.of(READ))).isFalse();
        assertThat(consents().remembered(user, "a-client", CALLBACK + "/", Set.of(READ))).isFalse();
    }

    @Test
    void whoNeverAgreedIsAskedEvenForNoScope() {
        assertThat(remembered(user().id(), Set.of())).isFalse();
    }

    @Test
    void aWiderYesReplacesANarrowerAndNotTheOtherWay() {
        String user = agreed(Set.of(READ));

        consents().remember(user, "a-client", CALLBACK, Set.of(READ, WRITE), NOW);
        consents().remember(user, "a-client", CALLBACK, Set.of(READ), NOW);

        assertThat(remembered(user, Set.of(READ, WRITE))).isTrue();
    }

    @Test
    void allThatAUserAgreedToWithAClientIsForgotten() {
        String user = agreed(Set.of(READ));
        consents().remember(user, "a-client", "https://other.example/", Set.of(READ), NOW);
        consents().remember(user, "another", CALLBACK, Set.of(READ), NOW);

        consents().forget(user, "a-client");

        assertThat(remembered(user, Set.of(READ))).isFalse();
        assertThat(consents().remembered(user, "a-client", "https://other.example/", Set.of(READ))).isFalse();
        assertThat(consents().remembered(user, "another", CALLBACK, Set.of(READ))).isTrue();
    }

    @Test
    void aYesGivenManyTimesAtOnceIsRemembered() {
        String user = user().id();

        Concurrently.call(MANY, () -> {
            consents().remember(user, "a-client", CALLBACK, Set.of(READ, WRITE), NOW);
            return user;
        });

        assertThat(remembered(user, Set.of(READ, WRITE))).isTrue();
    }

    private Consents consents() {
        return ports().consents();
    }

    private String agreed(Set<Scope> scopes) {
        String user = user().id();
        consents().remember(user, "a-client", CALLBACK, scopes, NOW);
        return user;
    }

    private boolean remembered(String user, Set<Scope> scopes) {
        return consents().remembered(user, "a-client", CALLBACK, scopes);
    }
}
