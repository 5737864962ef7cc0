package dev.codexgateway.oauth;

import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

import dev.codexgateway.fetch.FetchFault;
import dev.codexgateway.fetch.Fetcher;
import dev.codexgateway.oauth.Published.Unusable;

/**
 * Reads what a client says of itself (OAuth Client ID Metadata Document §4, RFC 7591 §2). There is no secret between us and it,
 * so it is a public client, or one that signs.
 */
final class ClientMetadata implements Published.Reading<Client> {
    static final String SIGNED = "private_key_jwt";
    private static final String UNSIGNED = "none";
    private static final String METHOD = "token_endpoint_auth_method";
    private static final int MAX_URIS = 10;

    private final Fetcher fetcher;
    private final Clock clock;

    /** @param fetcher decides which addresses of key sets are within reach */
    ClientMetadata(Fetcher fetcher, Clock clock) {
        this.fetcher = fetcher;
        this.clock = clock;
    }

    @Override
    public Client read(String address, JsonObject metadata) throws Unusable {
        if (!text(metadata, "client_id").equals(Optional.of(address))) {
            throw new Unusable("its client_id is not its address");
        }
        if (metadata.containsKey("client_secret") || metadata.containsKey("client_secret_expires_at")) {
            throw new Unusable("it has a secret that anybody can read");
        }
        offered(metadata, "grant_types", "authorization_code");
        offered(metadata, "response_types", "code");
        // Whoever may publish at an address is known by its host; a name that cannot be shown is none.
        String name = text(metadata, "client_name").map(String::strip).filter(Client::nameable)
                .orElse(URI.create(address).getHost());
        return new Client(address, name, Client.Kind.METADATA, Optional.empty(), Optional.empty(),
                redirectUris(metadata), clock.instant(), keys(metadata));
    }

    private static List<String> redirectUris(JsonObject metadata) throws Unusable {
        List<String> uris = texts(metadata, "redirect_uris").orElse(List.of());
        if (uris.isEmpty() || uris.size() > MAX_URIS
                || !uris.stream().allMatch(RedirectUris::acceptableForPublicClient)) {
            throw new Unusable("its redirect_uris are not 1 to " + MAX_URIS + " that a public client can have");
        }
        return uris.stream().sorted().distinct().toList();
    }

    /** How it may authenticate: by what it names first, or by any of what else it says it can. */
    private Optional<ClientKeys> keys(JsonObject metadata) throws Unusable {
        String first = text(metadata, METHOD).orElse(UNSIGNED);
        if (!Set.of(UNSIGNED, SIGNED).contains(first)) {
            throw new Unusable("its " + METHOD + " is neither none nor private_key_jwt");
        }
        Set<String> methods = new HashSet<>(texts(metadata, METHOD + "s_supported").orElse(List.of()));
        methods.add(first);
        Optional<JsonObject> set = set(metadata);
        Optional<String> at = text(metadata, "jwks_uri");
        if (set.isPresent() && at.isPresent()) {
            throw new Unusable("it has both jwks and jwks_uri");
        }
        if (!methods.contains(SIGNED)) {
            return Optional.empty();
        }
        if (set.isEmpty() && (at.isEmpty() || !withinReach(at.get()))) {
            throw new Unusable("it signs, and has neither jwks nor a jwks_uri within reach");
        }
        return Optional.of(new ClientKeys(!methods.contains(UNSIGNED), set, at));
    }

    private static Optional<JsonObject> set(JsonObject metadata) throws Unusable {
        if (!metadata.containsKey("jwks")) {
            return Optional.empty();
        }
        if (!(metadata.get("jwks") instanceof JsonObject set)) {
            throw new Unusable("its jwks is no object");
        }
        SigningKeys.read(set);
        return Optional.of(set);
    }

    private boolean withinReach(String address) {
        try {
            return address.length() <= ClientUrls.LONGEST && RedirectUris.plainAddress(address).isPresent()
                    && !fetcher.link(address).host().isEmpty();
        } catch (FetchFault e) {
            return false;
        }
    }

    private static void offered(JsonObject metadata, String name, String needed) throws Unusable {
        if (texts(metadata, name).filter(words -> !words.contains(needed)).isPresent()) {
            throw new Unusable("its " + name + " lack " + needed);
        }
    }

    private static Optional<String> text(JsonObject metadata, String name) throws Unusable {
        return switch (metadata.getOrDefault(name, JsonValue.NULL)) {
            case JsonString text -> Optional.of(text.getString());
            case JsonValue value when value == JsonValue.NULL -> Optional.empty();
            default -> throw new Unusable("its " + name + " is no string");
        };
    }

    private static Optional<List<String>> texts(JsonObject metadata, String name) throws Unusable {
        JsonValue value = metadata.getOrDefault(name, JsonValue.NULL);
        if (value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (value instanceof JsonArray array && array.stream().allMatch(JsonString.class::isInstance)) {
            return Optional.of(array.getValuesAs(JsonString::getString));
        }
        throw new Unusable("its " + name + " is no list of strings");
    }
}
