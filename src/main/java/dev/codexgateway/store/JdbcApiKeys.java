package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.access.Allowance;
import dev.codexgateway.access.ApiKey;
import dev.codexgateway.access.ApiKeys;
import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.access.Scope;

/** {@link ApiKeys} by SQL. */
public final class JdbcApiKeys implements ApiKeys {
    private final Database database;

    public JdbcApiKeys(Database database) {
        this.database = database;
    }

    @Override
    public boolean create(ApiKey key) {
        return database.write(handle -> handle
                .createUpdate("""
                              INSERT INTO api_key (hash, name, scopes, created_at, expires_at,
                                  requests_per_minute, concurrent_turns, tokens_per_day)
                              VALUES (:hash, :name, :scopes, :createdAt, :expiresAt, :requests, :turns, :tokens)
                              ON CONFLICT DO NOTHING""")
                .bind("hash", key.hash().hex())
                .bind("name", key.name())
                .bind("scopes", Scope.words(key.scopes()))
                .bind("createdAt", key.createdAt().toEpochMilli())
                .bind("expiresAt", Columns.millis(key.expiresAt()))
                .bind("requests", key.allowance().requestsPerMinute().orElse(null))
                .bind("turns", key.allowance().concurrentTurns().orElse(null))
                .bind("tokens", key.allowance().tokensPerDay().orElse(null))
                .execute()) == 1;
    }

    @Override
    public Optional<ApiKey> find(CredentialHash hash) {
        return database.read(handle -> handle.createQuery("SELECT * FROM api_key WHERE hash = :hash")
                .bind("hash", hash.hex()).map(JdbcApiKeys::key).findOne());
    }

    @Override
    public List<ApiKey> list() {
        return database
                .read(handle -> handle.createQuery("SELECT * FROM api_key ORDER BY name").map(JdbcApiKeys::key).list());
    }

    @Override
    public boolean revoke(String name) {
        return database.write(handle -> handle.createUpdate("DELETE FROM api_key WHERE name = :name").bind("name", name)
                .execute()) == 1;
    }

    @Override
    public void used(CredentialHash hash, Instant when) {
        database.write(handle -> handle.createUpdate("UPDATE api_key SET last_used_at = :when WHERE hash = :hash")
                .bind("when", when.toEpochMilli()).bind("hash", hash.hex()).execute());
    }

    private static ApiKey key(ResultSet row, StatementContext context) throws SQLException {
        return new ApiKey(row.getString("name"), new CredentialHash(row.getString("hash")),
                Scope.parse(row.getString("scopes")).orElseThrow(), Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.instant(row, "expires_at"), Columns.instant(row, "last_used_at"),
                new Allowance(Columns.number(row, "requests_per_minute"), Columns.number(row, "concurrent_turns"),
                        Columns.number(row, "tokens_per_day")));
    }
}
