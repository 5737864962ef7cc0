package dev.codexgateway.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Timeout;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;

/** What the contracts share. Every name is random, so that tests can share a database. */
@Timeout(120)
public abstract class SignInContract {
    static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123Z");
    static final Duration GRACE = Duration.ofMinutes(5);
    static final Duration MONTH = Duration.ofDays(30);
    static final int MANY = 32;
    static final int ALL = 100_000;
    static final String CALLBACK = "https://chatgpt.com/aip/g-1/oauth/callback";
    static final String RESOURCE = "https://gateway.example";

    protected abstract Ports ports();

    Users users() {
        return ports().users();
    }

    Clients clients() {
        return ports().clients();
    }

    Grants grants() {
        return ports().grants();
    }

    static String random(String prefix) {
        return prefix + UUID.randomUUID();
    }

    static CredentialHash credential() {
        return CredentialHash.of(random(""));
    }

    static User local(String name) {
        return new User(random("user_"), name, Optional.of("$argon2id$one"), false, Optional.empty(), NOW);
    }

    /** A user who is kept. */
    User user() {
        User user = local(random("Ana "));
        users().add(user);
        return user;
    }

    static Client client(Client.Kind kind) {
        Optional<CredentialHash> secret = kind == Client.Kind.REGISTERED ? Optional.empty() : Optional.of(credential());
        return new Client(random("client_"), "A client", kind, secret, Optional.empty(), List.of(CALLBACK), NOW);
    }

    static Grants.Grant grantOf(User user, String clientId, Instant at) {
        return new Grants.Grant(random("grant_"), Optional.of(user.id()), clientId, Scope.USUAL, RESOURCE, at,
                at.plusSeconds(120));
    }

    static Grants.Code code(Instant expires) {
        return new Grants.Code(credential(), CALLBACK, Optional.of("challenge"), expires);
    }

    static Grants.NewToken access(Instant at) {
        return new Grants.NewToken(credential(), Scope.USUAL, at.plus(Duration.ofHours(1)));
    }

    static Grants.NewToken refresh(Instant at) {
        return new Grants.NewToken(credential(), Scope.USUAL, at.plus(MONTH));
    }

    /** A grant that has begun, with its code. */
    Begun begin(User user, String clientId, Instant at) {
        Begun begun = new Begun(grantOf(user, clientId, at), code(at.plusSeconds(120)));
        grants().begin(begun.grant(), begun.code());
        return begun;
    }

    Begun begin() {
        return begin(user(), "a-client", NOW);
    }

    /** A grant whose code has been redeemed. */
    Redeemed redeem(Begun begun, Instant at) {
        Redeemed redeemed = new Redeemed(begun.grant().id(), begun.code().hash(), access(at), refresh(at));
        grants().redeem(begun.code().hash(), redeemed.access(), redeemed.refresh(), at);
        return redeemed;
    }

    Redeemed redeemed() {
        return redeem(begin(), NOW);
    }

    boolean good(Grants.NewToken access, Instant at) {
        return grants().access(access.hash(), at).isPresent();
    }

    record Begun(Grants.Grant grant, Grants.Code code) {}

    record Redeemed(String grantId, CredentialHash code, Grants.NewToken access, Grants.NewToken refresh) {}
}
