package dev.codexgateway.oauth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.Resource;
import dev.codexgateway.access.Scope;
import dev.codexgateway.edge.Entity;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.json.Json;

/** What clients can learn of us: RFC 8414 of the authorization server, RFC 9728 of the protected resources. */
final class MetadataEndpoint implements HttpService {
    private static final String SERVER = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";

    private static final List<String> METHODS = List.of("client_secret_basic", "client_secret_post", "none",
            ClientMetadata.SIGNED);

    private final Issuer issuer;

    MetadataEndpoint(Issuer issuer) {
        this.issuer = issuer;
    }

    @Override
    public void routing(HttpRules rules) {
        serve(rules, SERVER, this::server);
        for (Resource resource : Resource.values()) {
            serve(rules, RESOURCE + resource.path(), () -> resource(resource));
        }
    }

    private static void serve(HttpRules rules, String path, Supplier<JsonObject> metadata) {
        Handler document = (request, response) -> send(request, response, metadata.get());
        rules.get(path, document);
        rules.head(path, document);
        rules.any(path, Methods.only("GET, HEAD"));
    }

    private JsonObject server() {
        return Json.createObjectBuilder()
                .add("issuer", issuer.url())
                .add("authorization_endpoint", issuer.url() + "/oauth/authorize")
                .add("token_endpoint", issuer.url() + "/oauth/token")
                .add("revocation_endpoint", issuer.url() + "/oauth/revoke")
                .add("introspection_endpoint", issuer.url() + "/oauth/introspect")
                .add("registration_endpoint", issuer.url() + "/oauth/register")
                .add("scopes_supported", list(scopes()))
                .add("response_types_supported", list(List.of("code")))
                .add("response_modes_supported", list(List.of("query")))
                .add("grant_types_supported",
                        list(List.of("authorization_code", "refresh_token", "client_credentials")))
                .add("code_challenge_methods_supported", list(List.of("S256")))
                .add("token_endpoint_auth_methods_supported", list(METHODS))
                .add("token_endpoint_auth_signing_alg_values_supported", list(SigningKeys.ALGORITHMS))
                .add("revocation_endpoint_auth_methods_supported", list(METHODS))
                .add("revocation_endpoint_auth_signing_alg_values_supported", list(SigningKeys.ALGORITHMS))
                .add("introspection_endpoint_auth_methods_supported",
                        list(List.of("client_secret_basic", "client_secret_post")))
                .add("client_id_metadata_document_supported", true)
                .add("authorization_response_iss_parameter_supported", true)
                .add("ui_locales_supported", list(List.of("en", "pt-BR")))
                .build();
    }

    private JsonObject resource(Resource resource) {
        return Json.createObjectBuilder()
                .add("resource", issuer.identifier(resource))
                .add("authorization_servers", list(List.of(issuer.url())))
                .add("scopes_supported", list(scopes(resource)))
                .add("bearer_methods_supported", list(List.of("header")))
                .add("resource_name", "Codex Gateway")
                .build();
    }

    private static List<String> scopes() {
        return Arrays.stream(Scope.values()).map(Scope::word).toList();
    }

    /** An MCP client that is not told which scopes it needs asks for all of these, and nobody is an administrator there. */
    private static List<String> scopes(Resource resource) {
        return switch (resource) {
            case API -> scopes();
            case MCP -> Scope.USUAL.stream().sorted().map(Scope::word).toList();
        };
    }

    private static JsonArrayBuilder list(List<String> words) {
        return Json.createArrayBuilder(words);
    }

    private static void send(ServerRequest request, ServerResponse response, JsonObject metadata) {
        response.header(HeaderValues.CONTENT_TYPE_JSON).header(HeaderNames.CACHE_CONTROL, "public, max-age=300");
        Entity.send(request, response, metadata.toString().getBytes(StandardCharsets.UTF_8));
    }
}
