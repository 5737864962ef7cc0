package dev.codexgateway.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jdbi.v3.core.statement.PreparedBatch;

import dev.codexgateway.access.Scope;
import dev.codexgateway.oauth.Consents;

/** {@link Consents} by SQL: a row for each scope, so that what was agreed to at different times adds up. */
public final class JdbcConsents implements Consents {
    private final Database database;

    public JdbcConsents(Database database) {
        this.database = database;
    }

    @Override
    public void remember(String userId, String clientId, String redirectUri, Set<Scope> scopes, Instant now) {
        database.write(handle -> {
            PreparedBatch batch = handle
                    .prepareBatch("""
                                  INSERT INTO consent (user_id, client_id, redirect_uri, scope, given_at)
                                  VALUES (:user, :client, :redirect, :scope, :now) ON CONFLICT DO NOTHING""");
            scopes.stream().sorted().forEach(scope -> batch
                    .bind("user", userId)
                    .bind("client", clientId)
                    .bind("redirect", redirectUri)
                    .bind("scope", scope.word())
                    .bind("now", now.toEpochMilli())
                    .add());
            return batch.execute();
        });
    }

    @Override
    public boolean remembered(String userId, String clientId, String redirectUri, Set<Scope> scopes) {
        Set<String> agreed = database
                .read(handle -> handle.createQuery("""
                                                   SELECT scope FROM consent WHERE user_id = :user
                                                   AND client_id = :client AND redirect_uri = :redirect""")
                        .bind("user", userId).bind("client", clientId).bind("redirect", redirectUri)
                        .mapTo(String.class).set());
        return !agreed.isEmpty() && scopes.stream().map(Scope::word).allMatch(agreed::contains);
    }

    @Override
    public List<Given> given(String userId) {
        return database.read(handle -> handle.createQuery("""
                                                          SELECT client_id, scope, given_at FROM consent
                                                          WHERE user_id = :user ORDER BY client_id, scope""")
                .bind("user", userId)
                .map((row, _) -> new Given(row.getString("client_id"), Columns.scopes(row.getString("scope")),
                        Instant.ofEpochMilli(row.getLong("given_at"))))
                .stream()
                .collect(Collectors.toMap(Given::clientId, Function.identity(), JdbcConsents::both, TreeMap::new)))
                .values().stream().toList();
    }

    private static Given both(Given one, Given other) {
        Set<Scope> scopes = new HashSet<>(one.scopes());
        scopes.addAll(other.scopes());
        return new Given(one.clientId(), Set.copyOf(scopes),
                one.since().isBefore(other.since()) ? one.since() : other.since());
    }

    @Override
    public void forget(String userId, String clientId) {
        database.write(handle -> handle
                .createUpdate("DELETE FROM consent WHERE user_id = :user AND client_id = :client")
                .bind("user", userId).bind("client", clientId).execute());
    }
}
