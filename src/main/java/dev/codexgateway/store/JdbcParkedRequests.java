package dev.codexgateway.store;

import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.AuthorizationRequest;
import dev.codexgateway.oauth.ParkedRequests;

/** {@link ParkedRequests} by SQL. */
public final class JdbcParkedRequests implements ParkedRequests {
    private static final Sweep EXPIRED = new Sweep("parked_request", "hash", "expires_at <= :time");

    private final Database database;

    public JdbcParkedRequests(Database database) {
        this.database = database;
    }

    @Override
    public void park(CredentialHash id, AuthorizationRequest request, Instant now, Instant expires) {
        database.write(handle -> handle
                .createUpdate("""
                              INSERT INTO parked_request (hash, request, created_at, expires_at)
                              VALUES (:hash, :request, :now, :expires)""")
                .bind("hash", id.hex())
                .bind("request", Columns.text(request.json().toString()))
                .bind("now", now.toEpochMilli())
                .bind("expires", expires.toEpochMilli())
                .execute());
    }

    @Override
    public Optional<AuthorizationRequest> find(CredentialHash id, Instant now) {
        return database.read(handle -> request(handle,
                "SELECT request FROM parked_request WHERE hash = :hash AND expires_at > :now", id, now));
    }

    @Override
    public Optional<AuthorizationRequest> take(CredentialHash id, Instant now) {
        return database.write(handle -> request(handle,
                "DELETE FROM parked_request WHERE hash = :hash AND expires_at > :now RETURNING request", id, now));
    }

    @Override
    public int sweep(Instant now, int limit) {
        return EXPIRED.delete(database, now, limit);
    }

    private static Optional<AuthorizationRequest> request(Handle handle, String sql, CredentialHash id, Instant now) {
        return handle.createQuery(sql).bind("hash", id.hex()).bind("now", now.toEpochMilli()).mapTo(String.class)
                .findOne().map(Columns::json).map(AuthorizationRequest::of);
    }
}
