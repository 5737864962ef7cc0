package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.oauth.User;
import dev.codexgateway.oauth.User.Identity;
import dev.codexgateway.oauth.Users;

/** {@link Users} by SQL. Names are kept as given and compared without regard to case, in any script. */
public final class JdbcUsers implements Users {
    private final Database database;

    public JdbcUsers(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(User user) {
        return database.write(handle -> handle
                .createUpdate(
                        """
                        INSERT INTO app_user (id, name, name_folded, password_hash, owner, issuer, subject, created_at)
                        VALUES (:id, :name, :folded, :password, :owner, :issuer, :subject, :now) ON CONFLICT DO NOTHING""")
                .bind("id", user.id())
                .bind("name", Columns.text(user.name()))
                .bind("folded", folded(user.name()))
                .bind("password", user.passwordHash().orElse(null))
                .bind("owner", user.owner() ? 1 : 0)
                .bind("issuer", user.identity().map(Identity::issuer).orElse(null))
                .bind("subject", user.identity().map(Identity::subject).orElse(null))
                .bind("now", user.createdAt().toEpochMilli())
                .execute()) == 1;
    }

    @Override
    public Optional<User> find(String id) {
        return database.read(handle -> handle.createQuery("SELECT * FROM app_user WHERE id = :id").bind("id", id)
                .map(JdbcUsers::user).findOne());
    }

    @Override
    public Optional<User> named(String name) {
        return database.read(handle -> handle.createQuery("SELECT * FROM app_user WHERE name_folded = :folded")
                .bind("folded", folded(name)).map(JdbcUsers::user).findOne());
    }

    @Override
    public List<User> list() {
        return database.read(handle -> handle.createQuery("SELECT * FROM app_user ORDER BY name_folded")
                .map(JdbcUsers::user).list());
    }

    @Override
    public boolean password(String id, String passwordHash) {
        return database.write(handle -> handle
                .createUpdate("UPDATE app_user SET password_hash = :password WHERE id = :id AND issuer IS NULL")
                .bind("password", passwordHash).bind("id", id).execute()) == 1;
    }

    @Override
    public void owner(String id, boolean owner) {
        database.write(handle -> handle.createUpdate("UPDATE app_user SET owner = :owner WHERE id = :id")
                .bind("owner", owner ? 1 : 0).bind("id", id).execute());
    }

    /**
     * Grants go first: who redeems or refreshes holds a grant's row and then looks at the user's, and by the cascade alone it
     * would be the other way round, which PostgreSQL ends as a deadlock.
     */
    @Override
    public boolean remove(String name) {
        String folded = folded(name);
        return database.write(handle -> {
            handle.createUpdate("""
                                DELETE FROM oauth_grant
                                WHERE user_id IN (SELECT id FROM app_user WHERE name_folded = :folded)""")
                    .bind("folded", folded).execute();
            return handle.createUpdate("DELETE FROM app_user WHERE name_folded = :folded").bind("folded", folded)
                    .execute();
        }) == 1;
    }

    /** Reads a row that has the columns of {@code app_user} under their own names. */
    static User user(ResultSet row, StatementContext context) throws SQLException {
        String issuer = row.getString("issuer");
        String subject = row.getString("subject");
        return new User(row.getString("id"), row.getString("name"), Optional.ofNullable(row.getString("password_hash")),
                row.getInt("owner") == 1, Optional.ofNullable(issuer).map(known -> new Identity(known, subject)),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    /** The upper case in between joins letters that have several lower cases (Unicode 3.13, caseless matching). */
    private static String folded(String name) {
        return Normalizer.normalize(Columns.text(name), Normalizer.Form.NFKC).toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
