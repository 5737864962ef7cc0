package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Grants.NewToken;
import dev.codexgateway.oauth.Grants.Rotation;

/**
 * One use of a refresh token, as one transaction (RFC 9700 §4.14.2). The grant's row is held throughout, so of simultaneous
 * uses one is the first, and the others find what it wrote.
 */
record TokenRotation(CredentialHash refresh, NewToken successor, String sealed, NewToken access, Duration grace,
        Instant now) {

    Rotation run(Handle handle) {
        return GrantRows.grantOf(handle, "refresh_token", refresh)
                .filter(grantId -> GrantRows.hold(handle, grantId, now))
                .flatMap(_ -> presented(handle))
                .map(token -> use(handle, token))
                .orElseGet(Rotation.Unknown::new);
    }

    private Rotation use(Handle handle, Presented token) {
        if (token.rotatedAt().isEmpty()) {
            rotate(handle, token);
            return new Rotation.Rotated();
        }
        boolean inGrace = now.isBefore(token.rotatedAt().get().plus(grace));
        return token.sealed().filter(_ -> inGrace).<Rotation>map(kept -> {
            GrantRows.insertAccess(handle, token.grantId(), access);
            return new Rotation.Again(kept);
        }).orElseGet(Rotation.Reused::new);
    }

    private void rotate(Handle handle, Presented token) {
        handle.createUpdate("UPDATE refresh_token SET rotated_at = :now, sealed_successor = :sealed WHERE hash = :hash")
                .bind("now", now.toEpochMilli()).bind("sealed", sealed).bind("hash", refresh.hex()).execute();
        handle.createUpdate("UPDATE refresh_token SET sealed_successor = NULL WHERE hash = :predecessor")
                .bind("predecessor", token.predecessor()).execute();
        GrantRows.insertAccess(handle, token.grantId(), access);
        GrantRows.insertRefresh(handle, token.grantId(), successor, refresh.hex(), now);
    }

    private Optional<Presented> presented(Handle handle) {
        return handle.createQuery("SELECT * FROM refresh_token WHERE hash = :hash AND expires_at > :now")
                .bind("hash", refresh.hex()).bind("now", now.toEpochMilli()).map(TokenRotation::presented).findOne();
    }

    private static Presented presented(ResultSet row, StatementContext context) throws SQLException {
        return new Presented(row.getString("grant_id"), row.getString("predecessor"),
                Columns.instant(row, "rotated_at"), Optional.ofNullable(row.getString("sealed_successor")));
    }

    /** @param sealed the successor, until that is used or the grace is over */
    private record Presented(String grantId, @Nullable String predecessor, Optional<Instant> rotatedAt,
            Optional<String> sealed) {}
}
