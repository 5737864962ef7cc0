package dev.codexgateway.oauth;

import java.util.Optional;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.json.Json;

/**
 * What a client signs with ({@code private_key_jwt}): a set of public keys (RFC 7517 §5), or the address of one.
 *
 * @param required whether it must sign; else it may as well come as a public client
 */
public record ClientKeys(boolean required, Optional<JsonObject> set, Optional<String> address) {

    /** As it is kept. */
    public JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("required", required);
        set.ifPresent(keys -> json.add("set", keys));
        address.ifPresent(url -> json.add("address", url));
        return json.build();
    }

    /** Reads back what {@link #json()} wrote. */
    public static ClientKeys of(JsonObject json) {
        return new ClientKeys(json.getBoolean("required"), Optional.ofNullable(json.getJsonObject("set")),
                Optional.ofNullable(json.getString("address", null)));
    }
}
