package dev.codexgateway.store;

import java.time.Instant;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.UsedAssertions;

/** {@link UsedAssertions} by SQL. */
public final class JdbcUsedAssertions implements UsedAssertions {
    private static final Sweep EXPIRED = new Sweep("used_assertion", "hash", "expires_at <= :time");

    private final Database database;

    public JdbcUsedAssertions(Database database) {
        this.database = database;
    }

    @Override
    public boolean use(CredentialHash assertion, Instant expires) {
        return database.write(handle -> handle
                .createUpdate(
                        "INSERT INTO used_assertion (hash, expires_at) VALUES (:hash, :expires) ON CONFLICT DO NOTHING")
                .bind("hash", assertion.hex()).bind("expires", expires.toEpochMilli()).execute()) == 1;
    }

    @Override
    public int sweep(Instant now, int limit) {
        return EXPIRED.delete(database, now, limit);
    }
}
