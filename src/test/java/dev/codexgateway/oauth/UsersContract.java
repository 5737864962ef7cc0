package dev.codexgateway.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.testing.Concurrently;

/** Who there is, and that a name is one person's. */
public abstract class UsersContract extends SignInContract {

    @Test
    void aUserIsFoundByIdAndByName() {
        User user = user();

        assertThat(users().find(user.id())).contains(user);
        assertThat(users().named(user.name())).contains(user);
        assertThat(users().list()).contains(user);
    }

    @Test
    void aUserOfTheCompanyIsReadWithTheIdentity() {
        User user = identified(random("Bia "), random("subject"));

        assertThat(users().add(user)).isTrue();

        assertThat(users().find(user.id())).contains(user);
    }

    @Test
    void nobodyIsFoundWhereNobodyIs() {
        assertThat(users().find("nobody")).isEmpty();
        assertThat(users().named("nobody")).isEmpty();
        assertThat(users().remove("nobody")).isFalse();
        assertThat(users().password("nobody", "hash")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"josé, JOSÉ", "Straße, STRASSE", "Ана, аНА", "ΟΔΟΣ, οδος", "Jose\u0301, José", "Ａna, ana"})
    void namesAreComparedWithoutRegardToCaseAndKeptAsGiven(String given, String typed) {
        String apart = random(" ");
        User user = local(given + apart);
        users().add(user);

        assertThat(users().named(typed + apart.toUpperCase(Locale.ROOT))).contains(user);
        assertThat(users().add(local(typed + apart))).isFalse();
        assertThat(users().remove(typed + apart)).isTrue();
        assertThat(users().find(user.id())).isEmpty();
    }

    @Test
    void aNameThatNoDatabaseKeepsIsNobodys() {
        assertThat(users().named("ana\u0000")).isEmpty();
        assertThat(users().named("ana\ud800")).isEmpty();
    }

    @Test
    void anIdentityIsOneUsers() {
        User user = identified(random("Bia "), random("subject"));
        users().add(user);

        assertThat(users().add(identified(random("Bia "), user.identity().orElseThrow().subject()))).isFalse();
    }

    @Test
    void ofManyUsersOfOneNameOneIsKept() {
        String name = random("Ana ");

        List<Boolean> kept = Concurrently.call(MANY, () -> users().add(local(name)));

        assertThat(kept).containsOnlyOnce(true);
    }

    @Test
    void aPasswordIsReplaced() {
        User user = user();

        assertThat(users().password(user.id(), "$argon2id$two")).isTrue();

        assertThat(users().find(user.id()).flatMap(User::passwordHash)).contains("$argon2id$two");
    }

    @Test
    void aUserOfTheCompanyIsGivenNoPassword() {
        User user = identified(random("Bia "), random("subject"));
        users().add(user);

        assertThat(users().password(user.id(), "$argon2id$two")).isFalse();
        assertThat(users().find(user.id())).contains(user);
    }

    @Test
    void aUserBecomesAnOwnerAndNoOwner() {
        User user = user();

        users().owner(user.id(), true);
        assertThat(users().find(user.id())).map(User::owner).contains(true);

        users().owner(user.id(), false);
        assertThat(users().find(user.id())).map(User::owner).contains(false);
    }

    @Test
    void usersAreListedByName() {
        String apart = random("");
        List.of("b", "C", "a").forEach(letter -> users().add(local(apart + letter)));

        assertThat(users().list()).map(User::name).filteredOn(name -> name.startsWith(apart))
                .containsExactly(apart + "a", apart + "b", apart + "C");
    }

    @Test
    void withAUserGoSessionsConsentsAndGrants() {
        User user = user();
        CredentialHash session = credential();
        ports().sessions().begin(session, user.id(), NOW, NOW.plusSeconds(60));
        ports().consents().remember(user.id(), "a-client", CALLBACK, Scope.USUAL, NOW);
        Redeemed redeemed = redeem(begin(user, "a-client", NOW), NOW);

        assertThat(users().remove(user.name())).isTrue();

        assertThat(ports().sessions().user(session, NOW)).isEmpty();
        assertThat(ports().consents().remembered(user.id(), "a-client", CALLBACK, Set.of(Scope.READ))).isFalse();
        assertThat(good(redeemed.access(), NOW)).isFalse();
        assertThat(grants().refresh(redeemed.refresh().hash(), NOW)).isEmpty();
        assertThat(grants().code(redeemed.code())).isEmpty();
    }

    private static User identified(String name, String subject) {
        return new User(random("user_"), name, Optional.empty(), false,
                Optional.of(new User.Identity("https://issuer.example", subject)), NOW);
    }
}
