package dev.codexgateway.store;

import java.time.Instant;
import java.util.Optional;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Sessions;
import dev.codexgateway.oauth.User;

/** {@link Sessions} by SQL. */
public final class JdbcSessions implements Sessions {
    private static final Sweep EXPIRED = new Sweep("browser_session", "hash", "expires_at <= :time");

    private final Database database;

    public JdbcSessions(Database database) {
        this.database = database;
    }

    @Override
    public void begin(CredentialHash session, String userId, Instant now, Instant expires) {
        database.write(handle -> handle
                .createUpdate("""
                              INSERT INTO browser_session (hash, user_id, created_at, expires_at)
                              VALUES (:hash, :user, :now, :expires)""")
                .bind("hash", session.hex())
                .bind("user", userId)
                .bind("now", now.toEpochMilli())
                .bind("expires", expires.toEpochMilli())
                .execute());
    }

    @Override
    public Optional<User> user(CredentialHash session, Instant now) {
        return database.read(handle -> handle.createQuery("""
                                                          SELECT u.* FROM browser_session s
                                                          JOIN app_user u ON u.id = s.user_id
                                                          WHERE s.hash = :hash AND s.expires_at > :now""")
                .bind("hash", session.hex()).bind("now", now.toEpochMilli()).map(JdbcUsers::user).findOne());
    }

    @Override
    public void end(CredentialHash session) {
        database.write(handle -> handle.createUpdate("DELETE FROM browser_session WHERE hash = :hash")
                .bind("hash", session.hex()).execute());
    }

    @Override
    public void endOthers(String userId, CredentialHash kept) {
        database.write(handle -> handle
                .createUpdate("DELETE FROM browser_session WHERE user_id = :user AND hash <> :kept")
                .bind("user", userId).bind("kept", kept.hex()).execute());
    }

    @Override
    public int sweep(Instant now, int limit) {
        return EXPIRED.delete(database, now, limit);
    }
}
