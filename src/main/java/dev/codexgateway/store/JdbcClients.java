package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.oauth.Client;
import dev.codexgateway.oauth.Client.Kind;
import dev.codexgateway.oauth.ClientKeys;
import dev.codexgateway.oauth.Clients;

/** {@link Clients} by SQL. */
public final class JdbcClients implements Clients {
    /** As an index has it. */
    private static final String UNUSED_CONDITION = "used_at IS NULL AND kind IN ('registered', 'metadata')";
    private static final Sweep UNUSED = new Sweep("client", "id", UNUSED_CONDITION + " AND created_at < :time");
    private static final int TRIMMED_AT_ONCE = 100;
    private static final LastUse LAST_USE = new LastUse("client", "used_at");
    private static final String INSERT = """
                                         INSERT INTO client (id, name, kind, secret_hash, older_hash, configured_hash, redirect_uris, keys, created_at)
                                         VALUES (:id, :name, :kind, :secret, :older, :configured, :redirects, :keys, :now)
                                         """;

    private final Database database;

    public JdbcClients(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Client client) {
        return database.write(handle -> insert(handle, client, "ON CONFLICT DO NOTHING").execute()) == 1;
    }

    @Override
    public Optional<Client> find(String id) {
        return database.read(handle -> handle.createQuery("SELECT * FROM client WHERE id = :id")
                .bind("id", Columns.text(id)).map(JdbcClients::client).findOne());
    }

    @Override
    public List<Client> list() {
        return database.read(handle -> handle.createQuery("SELECT * FROM client ORDER BY created_at, id")
                .map(JdbcClients::client).list());
    }

    @Override
    public boolean rotate(String id, CredentialHash secret) {
        return database.write(
                handle -> handle.createUpdate("""
                                              UPDATE client SET secret_hash = :secret, older_hash =
                                                  CASE WHEN secret_hash = :secret THEN older_hash ELSE secret_hash END
                                              WHERE id = :id AND secret_hash IS NOT NULL""")
                        .bind("secret", secret.hex()).bind("id", id).execute()) == 1;
    }

    @Override
    public boolean addSecret(String id, CredentialHash secret) {
        return database.write(
                handle -> handle.createUpdate("""
                                              UPDATE client SET older_hash = secret_hash, secret_hash = :secret
                                              WHERE id = :id AND secret_hash IS NOT NULL AND older_hash IS NULL""")
                        .bind("secret", secret.hex()).bind("id", id).execute()) == 1;
    }

    @Override
    public boolean dropOlder(String id) {
        return database.write(handle -> handle
                .createUpdate("UPDATE client SET older_hash = NULL WHERE id = :id AND older_hash IS NOT NULL")
                .bind("id", id).execute()) == 1;
    }

    /**
     * One client is the configured one: where its id was changed, the one before lives on as if it had been added by hand. What
     * the configuration said is kept beside what is good, since the one does not follow from the other once a secret was made here.
     */
    @Override
    public void configure(Client client) {
        database.write(handle -> {
            handle.createUpdate("UPDATE client SET kind = 'added' WHERE kind = 'configured' AND id <> :id")
                    .bind("id", client.id()).execute();
            return insert(handle, client,
                    """
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                        redirect_uris = excluded.redirect_uris, configured_hash = excluded.configured_hash,
                        secret_hash = CASE WHEN client.configured_hash IS NOT DISTINCT FROM excluded.configured_hash
                            THEN client.secret_hash ELSE excluded.secret_hash END,
                        older_hash = CASE WHEN client.configured_hash IS NOT DISTINCT FROM excluded.configured_hash
                            OR client.secret_hash IS NOT DISTINCT FROM excluded.secret_hash
                            THEN client.older_hash ELSE client.secret_hash END""").execute();
        });
    }

    @Override
    public boolean remove(String id) {
        return database.write(handle -> {
            removeWhatHangsOn(handle, id);
            return handle.createUpdate("DELETE FROM client WHERE id = :id").bind("id", id).execute();
        }) == 1;
    }

    @Override
    public void describe(Client client) {
        database.write(handle -> {
            handle.createUpdate("""
                                DELETE FROM consent WHERE client_id = :id AND EXISTS
                                    (SELECT 1 FROM client WHERE id = :id AND redirect_uris <> :redirects)""")
                    .bind("id", client.id()).bind("redirects", Columns.jsonArray(client.redirectUris())).execute();
            return insert(handle, client,
                    """
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, redirect_uris = excluded.redirect_uris,
                        keys = excluded.keys WHERE client.kind = 'metadata'""").execute();
        });
    }

    @Override
    public void used(String id, Instant now) {
        LAST_USE.note(database, id, now);
    }

    @Override
    public int sweepUnused(Instant madeBefore, int limit) {
        return database.write(handle -> {
            List<String> removed = UNUSED.delete(handle, madeBefore, limit);
            removed.forEach(id -> removeWhatHangsOn(handle, id));
            return removed.size();
        });
    }

    @Override
    public int trimUnused(int most) {
        return database.write(handle -> {
            List<String> removed = handle.createQuery("DELETE FROM client WHERE id IN (SELECT id FROM client WHERE "
                    + UNUSED_CONDITION + " ORDER BY created_at DESC, id LIMIT " + TRIMMED_AT_ONCE
                    + " OFFSET :most) AND " + UNUSED_CONDITION + " RETURNING id").bind("most", most)
                    .mapTo(String.class).list();
            removed.forEach(id -> removeWhatHangsOn(handle, id));
            return removed.size();
        });
    }

    /** Consents and claims too: should the id be taken anew, nobody agreed to that client. */
    private static void removeWhatHangsOn(Handle handle, String id) {
        for (String table : List.of("oauth_grant", "consent", "callback_claim")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE client_id = :id").bind("id", id).execute();
        }
    }

    private static Update insert(Handle handle, Client client, String onConflict) {
        return handle.createUpdate(INSERT + onConflict)
                .bind("id", client.id())
                .bind("name", Columns.text(client.name()))
                .bind("kind", client.kind().name().toLowerCase(Locale.ROOT))
                .bind("secret", client.secret().map(CredentialHash::hex).orElse(null))
                .bind("older", client.olderSecret().map(CredentialHash::hex).orElse(null))
                .bind("configured",
                        client.secret().filter(_ -> client.configured()).map(CredentialHash::hex).orElse(null))
                .bind("redirects", Columns.jsonArray(client.redirectUris()))
                .bind("keys", client.keys().map(keys -> Columns.text(keys.json().toString())).orElse(null))
                .bind("now", client.createdAt().toEpochMilli());
    }

    private static Client client(ResultSet row, StatementContext context) throws SQLException {
        return new Client(row.getString("id"), row.getString("name"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), hash(row, "secret_hash"),
                hash(row, "older_hash"), Columns.texts(row.getString("redirect_uris")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Optional.ofNullable(row.getString("keys")).map(Columns::json).map(ClientKeys::of));
    }

    private static Optional<CredentialHash> hash(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column)).map(CredentialHash::new);
    }
}
