package dev.codexgateway.oauth;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import dev.codexgateway.access.ClientAddress;
import dev.codexgateway.access.Scope;
import dev.codexgateway.access.Subscriber;
import dev.codexgateway.edge.Methods;
import dev.codexgateway.error.GatewayError;
import dev.codexgateway.error.GatewayException;
import dev.codexgateway.json.Json;
import dev.codexgateway.observe.Audit;

/** {@code POST /oauth/register} (RFC 7591) for public clients; limited by address and in all, and forgotten when never used. */
final class RegistrationEndpoint implements HttpService {
    private static final int MAX_URIS = 10;
    /** So many clients may wait to be used for the first time; beyond it the oldest go, as nobody came for them. */
    static final int MOST_UNUSED = 10_000;
    private static final List<String> GRANT_TYPES = List.of("authorization_code", "refresh_token");

    private final Clients clients;
    private final RollingLimit<Subscriber> registrations;
    private final ClientAddress addresses;
    private final Clock clock;

    /** @param registrations counts by address how many there were */
    RegistrationEndpoint(Clients clients, RollingLimit<Subscriber> registrations, ClientAddress addresses,
            Clock clock) {
        this.clients = clients;
        this.registrations = registrations;
        this.addresses = addresses;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/oauth/register", OAuthRoute.of(this::register));
        rules.any("/oauth/register", Methods.only("POST"));
    }

    private void register(ServerRequest request, ServerResponse response) {
        JsonObject metadata = OAuthRoute.json(request);
        Client client = client(metadata, clock.instant());
        InetAddress address = addresses.of(request);
        Optional<Duration> wait = registrations.count(Subscriber.of(address));
        if (wait.isPresent()) {
            OAuthMeters.limited("registrations-per-hour");
            throw new GatewayException(
                    new GatewayError.TooManyRequests("Too many registrations from this address.", wait.get()));
        }
        clients.add(client);
        clients.trimUnused(MOST_UNUSED);
        Audit.oauth("client-registered", "client", client.id(), "address", address.getHostAddress());
        OAuthRoute.send(response, 201, Json.createObjectBuilder()
                .add("client_id", client.id())
                .add("client_id_issued_at", client.createdAt().getEpochSecond())
                .add("client_name", client.name())
                .add("redirect_uris", Json.createArrayBuilder(client.redirectUris()))
                .add("grant_types", Json.createArrayBuilder(GRANT_TYPES))
                .add("response_types", Json.createArrayBuilder().add("code"))
                .add("token_endpoint_auth_method", "none")
                .add("scope", Scope.words(Scope.USUAL))
                .build());
    }

    private static Client client(JsonObject metadata, Instant now) {
        List<String> uris = texts(metadata, "redirect_uris");
        if (uris.isEmpty() || uris.size() > MAX_URIS
                || !uris.stream().allMatch(RedirectUris::acceptableForPublicClient)) {
            throw OAuthError.INVALID_REDIRECT_URI.because(
                    "redirect_uris must be 1 to " + MAX_URIS + " absolute https URIs, or http on this machine.");
        }
        String method = text(metadata, "token_endpoint_auth_method").orElse("none");
        if (!Set.of("none", "client_secret_basic", "client_secret_post").contains(method)
                || !method.equals("none") && metadata.containsKey("jwks")) {
            throw OAuthError.INVALID_CLIENT_METADATA
                    .because("Only public clients register here: token_endpoint_auth_method is none.");
        }
        // Some clients name all that they know; they are told what they get (RFC 7591 §2).
        if (lacks(metadata, "grant_types", "authorization_code") || lacks(metadata, "response_types", "code")) {
            throw OAuthError.INVALID_CLIENT_METADATA
                    .because("Only authorization_code and refresh_token with response type code are offered.");
        }
        String name = text(metadata, "client_name").map(String::strip).filter(given -> !given.isEmpty())
                .orElse("An application");
        if (!Client.nameable(name)) {
            throw OAuthError.INVALID_CLIENT_METADATA
                    .because("client_name has 1 to 100 visible characters, with single spaces between words.");
        }
        return new Client("dyn-" + UUID.randomUUID().toString().replace("-", ""), name, Client.Kind.REGISTERED,
                Optional.empty(), Optional.empty(), uris, now);
    }

    private static boolean lacks(JsonObject metadata, String name, String needed) {
        List<String> words = texts(metadata, name);
        return !words.isEmpty() && !words.contains(needed);
    }

    private static Optional<String> text(JsonObject metadata, String name) {
        JsonValue value = metadata.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonString text) {
            return Optional.of(text.getString());
        }
        throw OAuthError.INVALID_CLIENT_METADATA.because(name + " must be a string.");
    }

    private static List<String> texts(JsonObject metadata, String name) {
        JsonValue value = metadata.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return List.of();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString::getString);
        }
        throw OAuthError.INVALID_CLIENT_METADATA.because(name + " must be a list of strings.");
    }
}
