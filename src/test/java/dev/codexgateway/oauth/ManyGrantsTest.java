package dev.codexgateway.oauth;

import static dev.codexgateway.oauth.TokenCalls.exchange;
import static dev.codexgateway.testing.GatewayFixture.OWNER_PASSWORD;
import static dev.codexgateway.testing.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;

import org.junit.jupiter.api.Test;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.store.JdbcGrants;
import dev.codexgateway.store.JdbcUsers;
import dev.codexgateway.testing.GatewayFixture;
import dev.codexgateway.testing.Person;
import dev.codexgateway.testing.Person.Seen;

/** Two users, ten clients and a thousand grants. */
class ManyGrantsTest {
    private static final Duration QUICK = Duration.ofSeconds(5);
    private static final String SECRET = "many-secret-0123456789-0123456789-01234";
    private static final String PASSWORD = "maria's long password";
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Pattern GRANT = Pattern.compile("name=\"grant\" value=\"([^\"]+)\"");

    @Test
    void aThousandGrantsAreListedAndRevokedQuickly() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            gateway.addUser("maria", PASSWORD);
            List<String> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(calls.added(SECRET));
            }
            many(calls, gateway.clock().instant(), clients);
            String credentials = "client_id=" + clients.getFirst() + "&client_secret=" + SECRET;
            gateway.clock().advance(Duration.ofMinutes(1));
            JsonObject mine = calls.granted(exchange(calls.code(clients.getFirst(), "")) + "&" + credentials);
            JsonObject marias = calls.granted(exchange(TokenCalls.code(gateway.person(), clients.getFirst(), "",
                    "maria", PASSWORD)) + "&" + credentials);

            for (String[] user : new String[][]{{"owner", OWNER_PASSWORD}, {"maria", PASSWORD}}) {
                JsonObject newest = user[0].equals("owner") ? mine : marias;
                assertThat(calls.knock(newest)).isEqualTo(200);

                Duration took = listsAndRevokesTheNewest(gateway.person(), user[0], user[1]);

                assertThat(took).isLessThan(QUICK);
                assertThat(calls.knock(newest)).as("the newest is the first in the list").isEqualTo(401);
                assertThat(calls.form("/oauth/token", "grant_type=refresh_token&refresh_token="
                        + newest.getString("refresh_token") + "&" + credentials).statusCode()).isEqualTo(400);
            }
        }
    }

    private static Duration listsAndRevokesTheNewest(Person person, String name, String password) {
        Seen account = person.signIn(person.open("/oauth/login"), name, password);
        assertThat(GRANT.matcher(account.html()).results()).hasSize(501);

        long start = System.nanoTime();
        person.open("/account");
        Seen after = person.post("/account/revoke",
                Map.of("csrf", found(TOKEN, account), "grant", found(GRANT, account)));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(after.status()).isEqualTo(200);
        assertThat(GRANT.matcher(after.html()).results()).hasSize(500);
        return took;
    }

    @Test
    void aGrantOfAnotherUserCannotBeRevoked() {
        try (GatewayFixture gateway = TokenCalls.gateway().start()) {
            TokenCalls calls = new TokenCalls(gateway);
            gateway.addUser("maria", PASSWORD);
            JsonObject owners = calls.tokens();
            Person owner = gateway.person();
            String grant = found(GRANT, owner.signIn(owner.open("/oauth/login"), "owner", OWNER_PASSWORD));
            Person maria = gateway.person();
            Seen account = maria.signIn(maria.open("/oauth/login"), "maria", PASSWORD);

            Seen refused = maria.post("/account/revoke", Map.of("csrf", found(TOKEN, account), "grant", grant));

            assertThat(refused.status()).isEqualTo(404);
            assertThat(calls.knock(owners)).isEqualTo(200);
            assertThat(json(calls.refresh(owners).body())).containsKey("access_token");
        }
    }

    /** As the sign-in makes them, by way of the store: five hundred for each user. */
    private static void many(TokenCalls calls, Instant now, List<String> clients) {
        calls.onDatabase(database -> {
            JdbcGrants grants = new JdbcGrants(database);
            Instant later = now.plus(Duration.ofDays(30));
            for (String name : List.of("owner", "maria")) {
                String user = new JdbcUsers(database).named(name).orElseThrow().id();
                for (int i = 0; i < 500; i++) {
                    CredentialHash code = CredentialHash.of(RandomToken.of(RandomToken.CODE));
                    grants.begin(new Grants.Grant("grant_" + name + i, Optional.of(user), clients.get(i % 10),
                            Scope.USUAL, Resource.API.name(), now, later),
                            new Grants.Code(code, TokenCalls.CALLBACK, Optional.empty(), later));
                    grants.redeem(code, token(later), token(later), now);
                }
            }
            return grants;
        });
    }

    private static Grants.NewToken token(Instant expires) {
        return new Grants.NewToken(CredentialHash.of(RandomToken.of("")), Scope.USUAL, expires);
    }

    private static String found(Pattern pattern, Seen page) {
        Matcher found = pattern.matcher(page.html());
        assertThat(found.find()).as(page.html()).isTrue();
        return found.group(1);
    }
}
