package dev.codexgateway.oauth;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Resource;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;

/** {@code POST /oauth/token} (RFC 6749 §3.2). */
final class TokenEndpoint implements HttpService {
    private final ClientAuthentication clients;
    private final Tokens tokens;
    private final Issuer issuer;

    TokenEndpoint(ClientAuthentication clients, Tokens tokens, Issuer issuer) {
        this.clients = clients;
        this.tokens = tokens;
        this.issuer = issuer;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/oauth/token", OAuthRoute.of(this::token));
        rules.any("/oauth/token", Methods.only("POST"));
    }

    private void token(ServerRequest request, ServerResponse response) {
        Form form = OAuthRoute.form(request);
        String grantType = word(form);
        try {
            Client client = clients.authenticate(request, form);
            Tokens.Answer answer = switch (TokenRequest.parse(form, issuer)) {
                case TokenRequest.CodeExchange exchange -> tokens.redeem(client, exchange);
                case TokenRequest.Refresh refresh -> tokens.refresh(client, refresh);
                case TokenRequest.ClientCredentials credentials -> forItself(client, credentials);
            };
            clients.served(client);
            OAuthMeters.token(grantType, "issued");
            OAuthRoute.send(response, 200, answer.json());
        } catch (GatewayException e) {
            OAuthMeters.token(grantType, e.error() instanceof GatewayError.OAuth refused ? refused.code() : "refused");
            throw e;
        }
    }

    private Tokens.Answer forItself(Client client, TokenRequest.ClientCredentials credentials) {
        if (!client.confidential()) {
            throw OAuthError.UNAUTHORIZED_CLIENT.because("Only a confidential client can act for itself.");
        }
        return tokens.forClient(client, credentials, credentials.resource().orElse(Resource.API));
    }

    /** The metric's label: one of ours, whatever a client sends. */
    private static String word(Form form) {
        return switch (form.values().getOrDefault("grant_type", "")) {
            case "authorization_code" -> "authorization_code";
            case "refresh_token" -> "refresh_token";
            case "client_credentials" -> "client_credentials";
            default -> "other";
        };
    }
}
