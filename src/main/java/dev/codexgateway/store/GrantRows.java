package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;
import dev.codexgateway.oauth.Grants.Grant;
import dev.codexgateway.oauth.Grants.NewToken;

/** Rows of grants and of the tokens that descend from them. */
final class GrantRows {
    /** What {@link #grant} reads, of {@code oauth_grant g}. */
    static final String COLUMNS = "g.id AS grant_id, g.user_id AS grant_user, g.client_id AS grant_client, "
            + "g.scopes AS grant_scopes, g.resource AS grant_resource, g.created_at AS grant_created, "
            + "g.expires_at AS grant_expires ";
    /** Of {@code oauth_grant g}, with {@code :now}. */
    static final String GOOD = "g.revoked_at IS NULL AND g.expires_at > :now ";

    private GrantRows() {}

    static void insert(Handle handle, Grant grant) {
        handle.createUpdate(
                """
                INSERT INTO oauth_grant (id, user_id, client_id, scopes, resource, created_at, last_used_at, expires_at)
                VALUES (:id, :user, :client, :scopes, :resource, :created, :created, :expires)""")
                .bind("id", grant.id())
                .bind("user", grant.userId().orElse(null))
                .bind("client", grant.clientId())
                .bind("scopes", Scope.words(grant.scopes()))
                .bind("resource", grant.resource())
                .bind("created", grant.createdAt().toEpochMilli())
                .bind("expires", grant.expiresAt().toEpochMilli())
                .execute();
    }

    static void insertAccess(Handle handle, String grantId, NewToken access) {
        handle.createUpdate("""
                            INSERT INTO access_token (hash, grant_id, scopes, expires_at)
                            VALUES (:hash, :grant, :scopes, :expires)""")
                .bind("hash", access.hash().hex())
                .bind("grant", grantId)
                .bind("scopes", Scope.words(access.scopes()))
                .bind("expires", access.expiresAt().toEpochMilli())
                .execute();
    }

    /** A refresh token, and with it the grant, for as long. Its scopes are the grant's (RFC 6749 §6). */
    static void insertRefresh(Handle handle, String grantId, NewToken refresh, @Nullable String predecessor,
            Instant now) {
        handle.createUpdate("""
                            INSERT INTO refresh_token (hash, grant_id, predecessor, created_at, expires_at)
                            VALUES (:hash, :grant, :predecessor, :now, :expires)""")
                .bind("hash", refresh.hash().hex())
                .bind("grant", grantId)
                .bind("predecessor", predecessor)
                .bind("now", now.toEpochMilli())
                .bind("expires", refresh.expiresAt().toEpochMilli())
                .execute();
        handle.createUpdate("UPDATE oauth_grant SET expires_at = :expires, last_used_at = :now WHERE id = :grant")
                .bind("expires", refresh.expiresAt().toEpochMilli())
                .bind("now", now.toEpochMilli())
                .bind("grant", grantId)
                .execute();
    }

    /**
     * Takes a good grant's row for the rest of the transaction by writing it; false if the grant has ended. Whoever spends a
     * code or a token does this first: what they read then is what the one before them wrote, and a revocation comes either
     * before or after all of it.
     */
    static boolean hold(Handle handle, String grantId, Instant now) {
        return handle
                .createUpdate("UPDATE oauth_grant AS g SET last_used_at = last_used_at WHERE g.id = :id AND " + GOOD)
                .bind("id", grantId).bind("now", now.toEpochMilli()).execute() == 1;
    }

    /** The grant that a code or a refresh token descends from. */
    static Optional<String> grantOf(Handle handle, String table, CredentialHash hash) {
        return handle.createQuery("SELECT grant_id FROM " + table + " WHERE hash = :hash").bind("hash", hash.hex())
                .mapTo(String.class).findOne();
    }

    static Grant grant(ResultSet row) throws SQLException {
        return new Grant(row.getString("grant_id"), Optional.ofNullable(row.getString("grant_user")),
                row.getString("grant_client"), Columns.scopes(row.getString("grant_scopes")),
                row.getString("grant_resource"), Instant.ofEpochMilli(row.getLong("grant_created")),
                Instant.ofEpochMilli(row.getLong("grant_expires")));
    }
}
