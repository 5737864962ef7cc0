package dev.codexgateway.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.json.Json;

/**
 * {@code POST /oauth/introspect} (RFC 7662), for confidential clients about their own tokens. Whatever is not good, or
 * another's, is inactive and nothing more.
 */
final class IntrospectionEndpoint implements HttpService {
    private static final JsonObject INACTIVE = Json.createObjectBuilder().add("active", false).build();

    private final ClientAuthentication clients;
    private final Grants grants;
    private final OAuthConfig config;
    private final Issuer issuer;
    private final Clock clock;

    IntrospectionEndpoint(ClientAuthentication clients, Grants grants, OAuthConfig config, Issuer issuer,
            Clock clock) {
        this.clients = clients;
        this.grants = grants;
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/oauth/introspect", OAuthRoute.of(this::introspect));
        rules.any("/oauth/introspect", Methods.only("POST"));
    }

    private void introspect(ServerRequest request, ServerResponse response) {
        Form form = OAuthRoute.form(request);
        Client client = clients.authenticate(request, form);
        if (!client.confidential()) {
            throw OAuthError.UNAUTHORIZED_CLIENT.because("Only a confidential client can introspect tokens.");
        }
        CredentialHash hash = CredentialHash.of(form.required("token"));
        Optional<JsonObject> found = form.required("token").startsWith(RandomToken.REFRESH)
                ? grants.refresh(hash, clock.instant())
                        .filter(known -> !known.rotated() && known.grant().clientId().equals(client.id()))
                        .map(known -> active(known.grant(), Optional.empty(), known.grant().scopes(),
                                known.grant().expiresAt(), config.refreshTokenLifetime()))
                : grants.access(hash, clock.instant()).filter(known -> known.grant().clientId().equals(client.id()))
                        .map(known -> active(known.grant(), known.user(), known.scopes(), known.expiresAt(),
                                config.accessTokenLifetime()));
        OAuthRoute.send(response, 200, found.orElse(INACTIVE));
    }

    /** A grant outlives its tokens, so when one was issued is told by when it ends. */
    private JsonObject active(Grants.Grant grant, Optional<User> user, Set<Scope> scopes, Instant expires,
            Duration lifetime) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("active", true)
                .add("scope", Scope.words(scopes))
                .add("client_id", grant.clientId())
                .add("token_type", "bearer")
                .add("exp", expires.getEpochSecond())
                .add("iat", expires.minus(lifetime).getEpochSecond())
                .add("sub", grant.userId().map(id -> "user:" + id).orElse("client:" + grant.clientId()))
                .add("aud", issuer.identifier(Resource.valueOf(grant.resource())))
                .add("iss", issuer.url());
        user.ifPresent(known -> json.add("username", known.name()));
        return json.build();
    }
}
