package dev.codexgateway.oauth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.config.Secret;
import dev.codexgateway.json.Json;

/**
 * A client (RFC 6749 §2).
 *
 * @param secret       the hash of its secret, for a confidential client
 * @param olderSecret  the hash of the one before, good until it is dropped, so that secrets can be rotated
 * @param redirectUris those that match exactly
 * @param keys         what it signs with, if it can
 */
public record Client(String id, String name, Kind kind, Optional<CredentialHash> secret,
        Optional<CredentialHash> olderSecret,
        List<String> redirectUris, Instant createdAt, Optional<ClientKeys> keys) {

    public static final String SECRET_PREFIX = "cgw_cs_";
    private static final Pattern NAME = Pattern
            .compile("(?=.{1,100}$)[^\\p{C}\\p{Z}]+(?: [^\\p{C}\\p{Z}]+)*");

    public Client {
        redirectUris = List.copyOf(redirectUris);
    }

    /** One that signs nothing. */
    public Client(String id, String name, Kind kind, Optional<CredentialHash> secret,
            Optional<CredentialHash> olderSecret, List<String> redirectUris, Instant createdAt) {
        this(id, name, kind, secret, olderSecret, redirectUris, createdAt, Optional.empty());
    }

    /** A new secret for a confidential client, of 256 random bits. */
    public static Secret newSecret() {
        return Secret.generate(SECRET_PREFIX);
    }

    /** Whether a name can be shown to a person as it is: no control or format characters, which could dress it up. */
    public static boolean nameable(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether the secret is the client's, or its older one; in constant time. */
    public boolean authenticates(Secret presented) {
        CredentialHash hash = CredentialHash.of(presented.reveal());
        boolean current = secret.filter(hash::matches).isPresent();
        return olderSecret.filter(hash::matches).isPresent() | current;
    }

    /** Whether it can keep a secret (RFC 6749 §2.1). */
    public boolean confidential() {
        return secret.isPresent();
    }

    /** The one client that a GPT uses: it may be granted {@code admin}, and ChatGPT's callbacks are claimed for it. */
    public boolean configured() {
        return kind == Kind.CONFIGURED;
    }

    /** Whether it is known by the metadata that it publishes at its own identifier. */
    public boolean describesItself() {
        return kind == Kind.METADATA;
    }

    /** Whether its identifier alone is not enough: it must sign each request. */
    boolean mustSign() {
        return keys.filter(ClientKeys::required).isPresent();
    }

    /** What is kept of one that describes itself. */
    JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder().add("id", id).add("name", name)
                .add("redirect_uris", Json.createArrayBuilder(redirectUris)).add("at", createdAt.toEpochMilli());
        keys.ifPresent(known -> json.add("keys", known.json()));
        return json.build();
    }

    /** Reads back what {@link #json()} wrote. */
    static Client described(JsonObject json) {
        return new Client(json.getString("id"), json.getString("name"), Kind.METADATA, Optional.empty(),
                Optional.empty(), json.getJsonArray("redirect_uris").getValuesAs(JsonString::getString),
                Instant.ofEpochMilli(json.getJsonNumber("at").longValue()),
                Optional.ofNullable(json.getJsonObject("keys")).map(ClientKeys::of));
    }

    /** Where it comes from. */
    public enum Kind {
        /** The configuration. */
        CONFIGURED,
        /** {@code client add}. */
        ADDED,
        /** Dynamic registration (RFC 7591). */
        REGISTERED,
        /** The metadata that is published at its identifier (OAuth Client ID Metadata Document). */
        METADATA
    }
}
