package dev.codexgateway.store;

import java.time.Instant;
import java.util.List;

import dev.codexgateway.oauth.Claims;

/** {@link Claims} by SQL. A GPT is claimed for one client: claimed for another, it is no longer the first one's. */
public final class JdbcClaims implements Claims {
    private final Database database;

    public JdbcClaims(Database database) {
        this.database = database;
    }

    @Override
    public void claim(String gptId, String clientId, String userId, Instant now) {
        database.write(handle -> handle
                .createUpdate("""
                              INSERT INTO callback_claim (gpt_id, client_id, claimed_by, claimed_at)
                              VALUES (:gpt, :client, :user, :now)
                              ON CONFLICT (gpt_id) DO UPDATE SET client_id = excluded.client_id,
                                  claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at
                              WHERE callback_claim.client_id <> excluded.client_id""")
                .bind("gpt", gptId)
                .bind("client", clientId)
                .bind("user", userId)
                .bind("now", now.toEpochMilli())
                .execute());
    }

    @Override
    public boolean claimed(String gptId, String clientId) {
        return database.read(handle -> handle
                .createQuery("SELECT COUNT(*) FROM callback_claim WHERE gpt_id = :gpt AND client_id = :client")
                .bind("gpt", gptId).bind("client", clientId).mapTo(Integer.class).one()) == 1;
    }

    @Override
    public List<Claim> list() {
        return database.read(handle -> handle.createQuery("SELECT * FROM callback_claim ORDER BY claimed_at, gpt_id")
                .map((row, _) -> new Claim(row.getString("gpt_id"), row.getString("client_id"),
                        row.getString("claimed_by"), Instant.ofEpochMilli(row.getLong("claimed_at"))))
                .list());
    }

    @Override
    public boolean withdraw(String gptId) {
        return database.write(handle -> handle.createUpdate("DELETE FROM callback_claim WHERE gpt_id = :gpt")
                .bind("gpt", gptId).execute()) == 1;
    }
}
