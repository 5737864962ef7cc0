package dev.codexgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import com.password4j.Argon2Function;
import com.password4j.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.cli.Terminal.Ended;
import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;
import dev.codexgateway.oauth.Claims.Claim;
import dev.codexgateway.oauth.Client;
import dev.codexgateway.oauth.User;
import dev.codexgateway.store.Database;
import dev.codexgateway.store.DatabaseConfig;
import dev.codexgateway.store.JdbcClaims;
import dev.codexgateway.store.JdbcClients;
import dev.codexgateway.store.JdbcSessions;
import dev.codexgateway.store.JdbcUsers;

/** The commands on users and clients, on a database of their own. */
class SignInCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String PASSWORD = "a long enough pässword";
    private static final String SECRET = "cgw_cs_[A-Za-z0-9_-]{43}";
    private static final String ID = "client-[0-9a-f]{16}";

    @TempDir
    private Path folder;

    @Test
    void aUserIsAddedWithThePasswordThatIsOneLineOfInput() {
        Ended added = run(PASSWORD + "\nnot this\n", "user", "add", "ana", "--owner");

        assertThat(added).isEqualTo(new Ended(0, "added ana", ""));
        User ana = user("ana");
        assertThat(ana.owner()).isTrue();
        assertThat(ana.passwordHash().orElseThrow()).startsWith("$argon2id$").doesNotContain(PASSWORD);
        assertThat(Password.check(PASSWORD, ana.passwordHash().orElseThrow())
                .with(Argon2Function.getInstanceFromHash(ana.passwordHash().orElseThrow()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "too short\n", "\r\n"})
    void aPasswordThatCannotBeOneAddsNobody(String input) {
        Ended ended = run(input, "user", "add", "ana");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(run("", "user", "list").out()).doesNotContain("ana");
    }

    @Test
    void inputThatIsNotUtf8AddsNobody() {
        Ended ended = Terminal.in(folder).run(
                new byte[]{'l', 'o', 'n', 'g', ' ', 'e', 'n', 'o', 'u', 'g', 'h', (byte) 0xe4, 'x', '\n'},
                "user", "add", "ana");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(run("", "user", "list").out()).doesNotContain("ana");
    }

    @Test
    void aPasswordIsNotTakenFromArguments() {
        assertThat(run("", "user", "add", "ana", PASSWORD).exit()).isEqualTo(2);
        assertThat(run("", "user", "add", "ana", "--password", PASSWORD).exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-ana", "a b", "a\nb", "ana;", "añna", "@ana"})
    void aNameThatCannotBeTypedAddsNobody(String name) {
        assertThat(run(PASSWORD, "user", "add", "--", name).exit()).isEqualTo(1);
    }

    @Test
    void aNameIsGivenOnce() {
        run(PASSWORD, "user", "add", "ana");
        User before = user("ana");

        Ended again = run("another long password", "user", "add", "ana", "--owner");

        assertThat(again.exit()).isEqualTo(1);
        assertThat(user("ana")).isEqualTo(before);
    }

    @Test
    void usersAreListedWithHowTheySignIn() {
        run(PASSWORD, "user", "add", "ana", "--owner");
        on(database -> new JdbcUsers(database).add(new User("1", "bea\u001b[2J", Optional.empty(), false,
                Optional.of(new User.Identity("https://id.example", "7")), NOW)));

        assertThat(run("", "user", "list").out().lines()).satisfiesExactly(
                head -> assertThat(head).startsWith("NAME"),
                ana -> assertThat(ana).matches("ana +yes +password +20\\S+Z *"),
                bea -> assertThat(bea).matches("bea\\?\\[2J +no +company +2026-11-23T12:00:00Z *"));
    }

    @Test
    void aNewPasswordReplacesTheOldAndEndsTheUsersSessions() {
        run(PASSWORD, "user", "add", "ana");
        User before = user("ana");
        CredentialHash session = CredentialHash.of("session");
        on(database -> {
            new JdbcSessions(database).begin(session, before.id(), NOW, NOW.plus(Duration.ofDays(1)));
            return 0;
        });

        Ended ended = run("another long password\r\n", "user", "password", "ana");

        assertThat(ended).isEqualTo(new Ended(0, "changed the password of ana", ""));
        assertThat(user("ana").passwordHash()).isNotEqualTo(before.passwordHash());
        Optional<User> signedIn = on(database -> new JdbcSessions(database).user(session, NOW));
        assertThat(signedIn).isEmpty();
    }

    @Test
    void aUserOfTheCompanyGetsNoPassword() {
        on(database -> new JdbcUsers(database).add(new User("1", "bea", Optional.empty(), false,
                Optional.of(new User.Identity("https://id.example", "7")), NOW)));

        assertThat(run(PASSWORD, "user", "password", "bea").exit()).isEqualTo(1);
        assertThat(user("bea").passwordHash()).isEmpty();
    }

    @Test
    void aRemovedUserIsGone() {
        run(PASSWORD, "user", "add", "ana");

        assertThat(run("", "user", "remove", "ana").out()).isEqualTo("removed ana");
        assertThat(run("", "user", "remove", "ana").exit()).isEqualTo(1);
        assertThat(run(PASSWORD, "user", "password", "ana").exit()).isEqualTo(1);
    }

    @Test
    void aConfidentialClientsSecretIsAloneOnOutputAndItsIdBesideIt() {
        Ended added = run("", "client", "add", "My GPT", "--redirect-uri", "https://app.example.com/cb",
                "http://localhost:3000/cb");

        assertThat(added.exit()).isZero();
        assertThat(added.out()).matches(SECRET);
        assertThat(added.err()).matches("client id: " + ID);
        Client client = client(added.err().substring("client id: ".length()));
        assertThat(client.name()).isEqualTo("My GPT");
        assertThat(client.kind()).isEqualTo(Client.Kind.ADDED);
        assertThat(client.redirectUris()).containsExactly("https://app.example.com/cb", "http://localhost:3000/cb");
        assertThat(client.authenticates(Secret.of(added.out()))).isTrue();
    }

    @Test
    void aPublicClientsIdIsAloneOnOutput() {
        Ended added = run("", "client", "add", "Phone", "--public", "--redirect-uri", "com.example.app:/cb");

        assertThat(added.out()).matches(ID);
        assertThat(added.err()).isEmpty();
        assertThat(client(added.out()).confidential()).isFalse();
    }

    @Test
    void aClientThatCannotBeIsNotAdded() {
        assertThat(run("", "client", "add", "Phone", "--public").exit()).isEqualTo(1);
        assertThat(run("", "client", "add", "a\nb").exit()).isEqualTo(1);
        assertThat(run("", "client", "add", "GPT", "--redirect-uri", "com.example.app:/cb").exit()).isEqualTo(1);
        assertThat(run("", "client", "add", "GPT", "--redirect-uri", "https://a.example/cb", "--redirect-uri",
                "http://a.example/cb").exit()).isEqualTo(1);
        assertThat(run("", "client", "list").out().lines()).hasSize(1);
    }

    @Test
    void twoSecretsAreGoodUntilTheOlderIsDropped() {
        Ended added = run("", "client", "add", "GPT");
        String id = added.err().substring("client id: ".length());

        Ended rotated = run("", "client", "rotate-secret", id);
        assertThat(rotated.out()).matches(SECRET).isNotEqualTo(added.out());
        assertThat(client(id).authenticates(Secret.of(added.out()))).isTrue();
        assertThat(client(id).authenticates(Secret.of(rotated.out()))).isTrue();

        assertThat(run("", "client", "drop-old-secret", id).exit()).isZero();
        assertThat(client(id).authenticates(Secret.of(added.out()))).isFalse();
        assertThat(client(id).authenticates(Secret.of(rotated.out()))).isTrue();
        assertThat(run("", "client", "drop-old-secret", id).exit()).isEqualTo(1);
    }

    @Test
    void clientsAreListedWithTheirCallbacksAndTheGptsThatWereApproved() {
        String id = run("", "client", "add", "Phone", "--public", "--redirect-uri", "https://app.example.com/cb").out();
        claim("g-1", id);

        assertThat(run("", "client", "list").out().lines()).satisfiesExactly(
                head -> assertThat(head).startsWith("ID"),
                row -> assertThat(row).matches(id + " +public +added +20\\S+Z Phone"),
                callback -> assertThat(callback).isEqualTo("  callback https://app.example.com/cb"),
                approved -> assertThat(approved).contains("https://chatgpt.com/aip/g-1/oauth/callback"));
    }

    @Test
    void aClaimIsListedAndWithdrawn() {
        claim("g-1", "client-1");

        assertThat(run("", "client", "claims").out()).containsPattern("g-1 +client-1 +2026-11-23T12:00:00Z +ana");
        assertThat(run("", "client", "withdraw", "g-1").out()).isEqualTo("withdrew g-1");
        assertThat(run("", "client", "withdraw", "g-1").exit()).isEqualTo(1);
        List<Claim> claims = on(database -> new JdbcClaims(database).list());
        assertThat(claims).isEmpty();
    }

    @Test
    void aRemovedClientIsGone() {
        String id = run("", "client", "add", "Phone", "--public", "--redirect-uri", "https://app.example.com/cb").out();

        assertThat(run("", "client", "remove", id).out()).isEqualTo("removed " + id);
        assertThat(run("", "client", "remove", id).exit()).isEqualTo(1);
        assertThat(run("", "client", "rotate-secret", id).exit()).isEqualTo(1);
        assertThat(run("", "client", "drop-old-secret", id).exit()).isEqualTo(1);
    }

    @Test
    void theConfiguredClientIsRemovedByTheConfigurationAlone() {
        Client configured = new Client("codex-gateway-client", "GPT", Client.Kind.CONFIGURED,
                Optional.of(CredentialHash.of("x")), Optional.empty(), List.of(), NOW);
        on(database -> new JdbcClients(database).add(configured));

        assertThat(run("", "client", "remove", configured.id()).exit()).isEqualTo(1);
        assertThat(client(configured.id())).isEqualTo(configured);
    }

    @Test
    void theConfiguredClientsNewSecretOutlivesAStart() {
        Client configured = new Client("codex-gateway-client", "GPT", Client.Kind.CONFIGURED,
                Optional.of(CredentialHash.of("x")), Optional.empty(), List.of(), NOW);
        on(database -> new JdbcClients(database).add(configured));

        String secret = run("", "client", "rotate-secret", configured.id()).out();
        on(database -> {
            new JdbcClients(database).configure(configured);
            return 0;
        });

        assertThat(client(configured.id()).authenticates(Secret.of(secret))).isTrue();
        assertThat(client(configured.id()).authenticates(Secret.of("x"))).isTrue();
    }

    @Test
    void aGroupWithoutACommandSaysWhatThereIs() {
        assertThat(run("", "user").out()).contains("add", "list", "password", "remove");
        assertThat(run("", "client").out()).contains("add", "list", "remove", "rotate-secret", "drop-old-secret",
                "claims", "withdraw");
    }

    private void claim(String gptId, String clientId) {
        User ana = User.local("ana", "hash", true, NOW);
        on(database -> {
            new JdbcUsers(database).add(ana);
            new JdbcClaims(database).claim(gptId, clientId, ana.id(), NOW);
            return 0;
        });
    }

    private User user(String name) {
        return on(database -> new JdbcUsers(database).named(name)).orElseThrow();
    }

    private Client client(String id) {
        return on(database -> new JdbcClients(database).find(id)).orElseThrow();
    }

    private <T> T on(Function<Database, T> work) {
        try (Database database = Database
                .open(DatabaseConfig
                        .read(new ConfigReader(Terminal.in(folder).environment(), Path.of("/nonexistent"))))) {
            return work.apply(database);
        }
    }

    private Ended run(String input, String... arguments) {
        return Terminal.in(folder).reading(input, arguments);
    }
}
