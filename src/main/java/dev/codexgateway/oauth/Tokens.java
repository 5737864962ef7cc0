package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.json.Json;
import dev.codexgateway.oauth.Grants.Redemption;
import dev.codexgateway.oauth.Grants.Rotation;
import dev.codexgateway.observe.Audit;

/** Issues codes and tokens, and answers what clients present of them. Safe for concurrent use. */
final class Tokens {
    private final Grants grants;
    private final OAuthConfig config;
    private final Clock clock;
    private final AccessTokenVerifier verifier;

    Tokens(Grants grants, OAuthConfig config, Clock clock, AccessTokenVerifier verifier) {
        this.grants = grants;
        this.config = config;
        this.clock = clock;
        this.verifier = verifier;
    }

    /** Begins a grant by a user and gives its code. */
    String issueCode(AuthorizationRequest request, Set<Scope> scopes, User user) {
        Instant now = clock.instant();
        Instant expires = now.plus(OAuthConfig.CODE_LIFETIME);
        String code = RandomToken.of(RandomToken.CODE);
        grants.begin(
                new Grants.Grant(id(), Optional.of(user.id()), request.clientId(), scopes, request.resource(), now,
                        expires),
                new Grants.Code(CredentialHash.of(code), request.redirectUri(), request.codeChallenge(), expires));
        return code;
    }

    /**
     * Redeems a code (RFC 6749 §4.1.3). Everything is checked before the code is spent, so a request that is wrong in any other
     * way costs the client nothing, and only a replay that would otherwise be good revokes what the code gave.
     */
    Answer redeem(Client client, TokenRequest.CodeExchange request) {
        CredentialHash hash = CredentialHash.of(request.code());
        Grants.IssuedCode issued = grants.code(hash).orElseThrow(Tokens::invalidGrant);
        if (!issued.grant().clientId().equals(client.id()) || !issued.code().redirectUri().equals(request.redirectUri())
                || !Pkce.answers(issued.code().codeChallenge(), request.codeVerifier())) {
            throw invalidGrant();
        }
        sameResource(issued.grant(), request.resource());
        Instant now = clock.instant();
        String access = RandomToken.of(RandomToken.ACCESS);
        String refresh = RandomToken.of(RandomToken.REFRESH);
        Set<Scope> scopes = issued.grant().scopes();
        return switch (grants.redeem(hash, access(access, scopes, now), refresh(refresh, scopes, now), now)) {
            case Redemption.Redeemed() -> {
                Audit.oauth("code-redeemed", "client", client.id(), "grant", issued.grant().id());
                yield new Answer(access, config.accessTokenLifetime(), Optional.of(refresh), scopes);
            }
            case Redemption.Replayed() -> {
                revoke(issued.grant().id(), "code-replayed", client.id());
                throw invalidGrant();
            }
            case Redemption.Unknown() -> throw invalidGrant();
        };
    }

    /** Uses a refresh token (RFC 6749 §6, RFC 9700 §4.14). */
    Answer refresh(Client client, TokenRequest.Refresh request) {
        Instant now = clock.instant();
        CredentialHash hash = CredentialHash.of(request.refreshToken());
        Grants.IssuedRefresh issued = grants.refresh(hash, now)
                .filter(known -> known.grant().clientId().equals(client.id()))
                .orElseThrow(Tokens::invalidGrant);
        sameResource(issued.grant(), request.resource());
        Set<Scope> scopes = request.scopes().orElse(issued.grant().scopes());
        if (!issued.grant().scopes().containsAll(scopes)) {
            throw OAuthError.INVALID_SCOPE.because("A refresh cannot widen what was granted.");
        }
        String successor = RandomToken.of(RandomToken.REFRESH);
        String access = RandomToken.of(RandomToken.ACCESS);
        Rotation rotation = grants.rotate(hash, refresh(successor, issued.grant().scopes(), now),
                SealedSuccessor.seal(request.refreshToken(), successor), access(access, scopes, now), OAuthConfig.GRACE,
                now);
        if (rotation instanceof Rotation.Rotated || rotation instanceof Rotation.Again) {
            Audit.oauth("refreshed", "client", client.id(), "grant", issued.grant().id());
        }
        return switch (rotation) {
            case Rotation.Rotated() -> new Answer(access, config.accessTokenLifetime(), Optional.of(successor), scopes);
            case Rotation.Again(String sealed) -> new Answer(access, config.accessTokenLifetime(),
                    Optional.of(SealedSuccessor.open(request.refreshToken(), sealed)), scopes);
            case Rotation.Reused() -> {
                revoke(issued.grant().id(), "refresh-reused", client.id());
                throw invalidGrant();
            }
            case Rotation.Unknown() -> throw invalidGrant();
        };
    }

    /** A client acts for itself (RFC 6749 §4.4). */
    Answer forClient(Client client, TokenRequest.ClientCredentials request, Resource resource) {
        Instant now = clock.instant();
        Set<Scope> scopes = request.scopes().orElse(Scope.USUAL);
        if (scopes.contains(Scope.ADMIN)) {
            throw OAuthError.INVALID_SCOPE.because("admin is not granted to clients.");
        }
        String access = RandomToken.of(RandomToken.ACCESS);
        Instant expires = now.plus(config.accessTokenLifetime());
        grants.grantToClient(
                new Grants.Grant(id(), Optional.empty(), client.id(), scopes, resource.name(), now, expires),
                access(access, scopes, now));
        Audit.oauth("client-token", "client", client.id());
        return new Answer(access, config.accessTokenLifetime(), Optional.empty(), scopes);
    }

    /** Ends a grant, here at once and elsewhere as soon as caches forget. */
    void revoke(String grantId, String why, String client) {
        if (grants.revoke(grantId, clock.instant())) {
            Audit.oauth("grant-revoked", "why", why, "client", client, "grant", grantId);
        }
        verifier.forget();
    }

    /** Ends what a token stands for, if it is this client's (RFC 7009 §2.1). */
    void revokeToken(Client client, String token) {
        CredentialHash hash = CredentialHash.of(token);
        if (token.startsWith(RandomToken.REFRESH)) {
            grants.refresh(hash, clock.instant()).filter(known -> known.grant().clientId().equals(client.id()))
                    .ifPresent(known -> revoke(known.grant().id(), "refresh-token-revoked", client.id()));
        } else {
            grants.access(hash, clock.instant()).filter(known -> known.grant().clientId().equals(client.id()))
                    .ifPresent(known -> {
                        grants.revokeAccess(hash);
                        Audit.oauth("access-token-revoked", "client", client.id(), "grant", known.grant().id());
                    });
            verifier.forget();
        }
    }

    private Grants.NewToken access(String token, Set<Scope> scopes, Instant now) {
        return new Grants.NewToken(CredentialHash.of(token), scopes, now.plus(config.accessTokenLifetime()));
    }

    private Grants.NewToken refresh(String token, Set<Scope> scopes, Instant now) {
        return new Grants.NewToken(CredentialHash.of(token), scopes, now.plus(config.refreshTokenLifetime()));
    }

    private static void sameResource(Grants.Grant grant, Optional<Resource> asked) {
        if (asked.filter(resource -> !resource.name().equals(grant.resource())).isPresent()) {
            throw OAuthError.INVALID_TARGET.because("The grant is for another resource.");
        }
    }

    private static RuntimeException invalidGrant() {
        return OAuthError.INVALID_GRANT.because("The code or token is wrong, expired, used, or another client's.");
    }

    private static String id() {
        return "grant_" + UUID.randomUUID().toString().replace("-", "");
    }

    /** The token endpoint's answer (RFC 6749 §5.1). */
    record Answer(String accessToken, Duration lifetime, Optional<String> refreshToken, Set<Scope> scopes) {

        JsonObject json() {
            JsonObjectBuilder json = Json.createObjectBuilder().add("access_token", accessToken)
                    .add("token_type", "bearer")
                    .add("expires_in", lifetime.toSeconds());
            refreshToken.ifPresent(token -> json.add("refresh_token", token));
            return json.add("scope", Scope.words(scopes)).build();
        }

        @Override
        public String toString() {
            return "Answer[redacted]";
        }
    }
}
