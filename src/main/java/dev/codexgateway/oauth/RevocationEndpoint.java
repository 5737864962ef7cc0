package dev.codexgateway.oauth;

import jakarta.json.JsonValue;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.edge.Methods;

/** {@code POST /oauth/revoke} (RFC 7009): a refresh token takes its whole grant with it. Unknown tokens are no error. */
final class RevocationEndpoint implements HttpService {
    private final ClientAuthentication clients;
    private final Tokens tokens;

    RevocationEndpoint(ClientAuthentication clients, Tokens tokens) {
        this.clients = clients;
        this.tokens = tokens;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/oauth/revoke", OAuthRoute.of(this::revoke));
        rules.any("/oauth/revoke", Methods.only("POST"));
    }

    private void revoke(ServerRequest request, ServerResponse response) {
        Form form = OAuthRoute.form(request);
        Client client = clients.authenticate(request, form);
        tokens.revokeToken(client, form.required("token"));
        OAuthRoute.send(response, 200, JsonValue.EMPTY_JSON_OBJECT);
    }
}
