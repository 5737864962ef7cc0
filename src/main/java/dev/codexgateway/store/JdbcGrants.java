package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Grants;

/** {@link Grants} by SQL. */
public final class JdbcGrants implements Grants {
    private static final LastUse LAST_USE = new LastUse("oauth_grant", "last_used_at", "opened_at");
    private static final Sweep SEALED = new Sweep("refresh_token", "hash",
            "sealed_successor IS NOT NULL AND rotated_at <= :time");
    /** Grants last: most of what would go with them has gone before. Spent codes stay as long as their grant, to be known again. */
    private static final List<Sweep> ENDED = List.of(
            new Sweep("access_token", "hash", "expires_at <= :time"),
            new Sweep("refresh_token", "hash", "expires_at <= :time"),
            new Sweep("authorization_code", "hash", "redeemed_at IS NULL AND expires_at <= :time"),
            new Sweep("oauth_grant", "id", "expires_at <= :time"),
            new Sweep("oauth_grant", "id", "revoked_at IS NOT NULL AND revoked_at <= :time"));

    private final Database database;

    public JdbcGrants(Database database) {
        this.database = database;
    }

    @Override
    public void begin(Grant grant, Code code) {
        database.write(handle -> {
            GrantRows.insert(handle, grant);
            return handle
                    .createUpdate(
                            """
                            INSERT INTO authorization_code (hash, grant_id, redirect_uri, code_challenge, expires_at)
                            VALUES (:hash, :grant, :redirect, :challenge, :expires)""")
                    .bind("hash", code.hash().hex())
                    .bind("grant", grant.id())
                    .bind("redirect", code.redirectUri())
                    .bind("challenge", code.codeChallenge().orElse(null))
                    .bind("expires", code.expiresAt().toEpochMilli())
                    .execute();
        });
    }

    @Override
    public Optional<IssuedCode> code(CredentialHash code) {
        return database.read(handle -> handle
                .createQuery("SELECT c.*, " + GrantRows.COLUMNS
                        + "FROM authorization_code c JOIN oauth_grant g ON g.id = c.grant_id WHERE c.hash = :hash")
                .bind("hash", code.hex()).map(JdbcGrants::issuedCode).findOne());
    }

    @Override
    public Redemption redeem(CredentialHash code, NewToken access, NewToken refresh, Instant now) {
        return database.write(new CodeSpending(code, access, refresh, now)::run);
    }

    @Override
    public void grantToClient(Grant grant, NewToken access) {
        database.write(handle -> {
            GrantRows.insert(handle, grant);
            GrantRows.insertAccess(handle, grant.id(), access);
            return grant;
        });
    }

    @Override
    public Optional<IssuedRefresh> refresh(CredentialHash refresh, Instant now) {
        return database.read(handle -> handle
                .createQuery("SELECT t.rotated_at, " + GrantRows.COLUMNS
                        + "FROM refresh_token t JOIN oauth_grant g ON g.id = t.grant_id WHERE t.hash = :hash AND "
                        + GrantRows.GOOD)
                .bind("hash", refresh.hex()).bind("now", now.toEpochMilli())
                .map((row, _) -> new IssuedRefresh(GrantRows.grant(row),
                        Columns.instant(row, "rotated_at").isPresent()))
                .findOne());
    }

    @Override
    public Rotation rotate(CredentialHash refresh, NewToken successor, String sealed, NewToken access, Duration grace,
            Instant now) {
        return database.write(new TokenRotation(refresh, successor, sealed, access, grace, now)::run);
    }

    @Override
    public Optional<IssuedAccess> access(CredentialHash access, Instant now) {
        return database.read(handle -> handle
                .createQuery("SELECT u.*, t.scopes AS token_scopes, t.expires_at AS token_expires, " + GrantRows.COLUMNS
                        + "FROM access_token t JOIN oauth_grant g ON g.id = t.grant_id "
                        + "LEFT JOIN app_user u ON u.id = g.user_id WHERE t.hash = :hash AND t.expires_at > :now AND "
                        + GrantRows.GOOD)
                .bind("hash", access.hex()).bind("now", now.toEpochMilli()).map(JdbcGrants::issuedAccess).findOne());
    }

    @Override
    public boolean revokeAccess(CredentialHash access) {
        return database.write(handle -> handle.createUpdate("DELETE FROM access_token WHERE hash = :hash")
                .bind("hash", access.hex()).execute()) == 1;
    }

    @Override
    public boolean revoke(String grantId, Instant now) {
        return database.write(handle -> handle
                .createUpdate("UPDATE oauth_grant AS g SET revoked_at = :now WHERE g.id = :id AND " + GrantRows.GOOD)
                .bind("id", grantId).bind("now", now.toEpochMilli()).execute()) == 1;
    }

    @Override
    public void revokeAll(String userId, String clientId, Instant now) {
        database.write(
                handle -> handle.createUpdate("""
                                              UPDATE oauth_grant SET revoked_at = :now
                                              WHERE user_id = :user AND client_id = :client AND revoked_at IS NULL""")
                        .bind("user", userId).bind("client", clientId).bind("now", now.toEpochMilli()).execute());
    }

    @Override
    public List<ActiveGrant> active(String userId, Instant now, int limit) {
        return database.read(handle -> handle
                .createQuery("SELECT g.last_used_at, " + GrantRows.COLUMNS
                        + "FROM oauth_grant g WHERE g.user_id = :user AND " + GrantRows.GOOD
                        + "AND EXISTS (SELECT 1 FROM authorization_code c WHERE c.grant_id = g.id AND c.redeemed_at IS NOT NULL)"
                        + " ORDER BY g.created_at DESC, g.id DESC LIMIT :limit")
                .bind("user", userId).bind("now", now.toEpochMilli()).bind("limit", limit)
                .map((row, _) -> new ActiveGrant(GrantRows.grant(row),
                        Instant.ofEpochMilli(row.getLong("last_used_at"))))
                .list());
    }

    @Override
    public void used(String grantId, Instant now) {
        LAST_USE.note(database, grantId, now);
    }

    @Override
    public Progress progress(String clientId) {
        return database.read(handle -> handle.createQuery("""
                                                          SELECT EXISTS (SELECT 1 FROM oauth_grant g
                                                              JOIN authorization_code c ON c.grant_id = g.id
                                                              WHERE g.client_id = :client AND g.user_id IS NOT NULL
                                                              AND c.redeemed_at IS NOT NULL) AS signed_in,
                                                          EXISTS (SELECT 1 FROM oauth_grant
                                                              WHERE client_id = :client AND user_id IS NOT NULL
                                                              AND opened_at IS NOT NULL) AS called""")
                .bind("client", clientId)
                .map((row, _) -> new Progress(row.getBoolean("signed_in"), row.getBoolean("called"))).one());
    }

    @Override
    public int sweep(Instant now, Duration grace, int limit) {
        SEALED.erase(database, "sealed_successor", now.minus(grace), limit);
        return ENDED.stream().mapToInt(ended -> ended.delete(database, now, limit)).sum();
    }

    private static IssuedCode issuedCode(ResultSet row, StatementContext context) throws SQLException {
        Code code = new Code(new CredentialHash(row.getString("hash")), row.getString("redirect_uri"),
                Optional.ofNullable(row.getString("code_challenge")),
                Instant.ofEpochMilli(row.getLong("expires_at")));
        return new IssuedCode(GrantRows.grant(row), code, Columns.instant(row, "redeemed_at").isPresent());
    }

    private static IssuedAccess issuedAccess(ResultSet row, StatementContext context) throws SQLException {
        boolean person = row.getString("id") != null;
        return new IssuedAccess(GrantRows.grant(row),
                person ? Optional.of(JdbcUsers.user(row, context)) : Optional.empty(),
                Columns.scopes(row.getString("token_scopes")), Instant.ofEpochMilli(row.getLong("token_expires")));
    }
}
