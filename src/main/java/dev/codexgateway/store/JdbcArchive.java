package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.codex.Archive;
import dev.codexgateway.codex.Conversation;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.TurnStatus;

/** {@link Archive} by SQL. */
public final class JdbcArchive implements Archive {
    private static final String SELECT = """
                                         SELECT c.*, t.number, t.status, t.id AS last_turn_id FROM conversation c
                                         JOIN turn t ON t.conversation_id = c.id
                                             AND t.number = (SELECT MAX(number) FROM turn WHERE conversation_id = c.id)
                                         """;

    private final Database database;

    public JdbcArchive(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Conversation> find(String owner, String sessionId) {
        return database.read(handle -> handle.createQuery(SELECT + "WHERE c.id = " + Names.ID)
                .bind("owner", owner).bind("session", Columns.text(sessionId)).map(JdbcArchive::conversation)
                .findOne()).map(conversation -> conversation.under(sessionId));
    }

    @Override
    public Optional<TurnStatus> status(String turnId) {
        return database.read(handle -> handle.createQuery("SELECT status FROM turn WHERE id = :id")
                .bind("id", Columns.text(turnId)).mapTo(String.class).findOne()).map(TurnStatus::of);
    }

    @Override
    public Naming name(String owner, String conversationId, String session, Instant now) {
        return database.write(handle -> Names.name(handle, owner, conversationId, session, now));
    }

    @Override
    public Optional<Turn> turn(String turnId) {
        return database.read(handle -> TurnRows.find(handle, turnId).map(turn -> withContent(handle, turn)));
    }

    @Override
    public List<Conversation> list(String owner, Optional<Position> before, int limit) {
        String from = before.isPresent() ? "AND (c.created_at < :at OR c.created_at = :at AND c.id < :id) " : "";
        return database.read(handle -> {
            var query = handle
                    .createQuery(SELECT + "WHERE c.owner = :owner " + from
                            + "ORDER BY c.created_at DESC, c.id DESC LIMIT :limit")
                    .bind("owner", owner).bind("limit", limit);
            before.ifPresent(position -> query.bind("at", position.createdAt().toEpochMilli()).bind("id",
                    Columns.text(position.conversationId())));
            return query.map(JdbcArchive::conversation).list();
        });
    }

    @Override
    public List<RecordedEvent> events(String conversationId, Optional<String> turnId, long afterSeq, int limit) {
        String which = turnId.isPresent() ? "turn_id = :turn " : "conversation_id = :conversation ";
        return database.read(handle -> handle
                .createQuery("SELECT * FROM event WHERE " + which + "AND seq > :after ORDER BY seq LIMIT :limit")
                .bind(turnId.isPresent() ? "turn" : "conversation", Columns.text(turnId.orElse(conversationId)))
                .bind("after", afterSeq).bind("limit", limit).map(TurnRows::event).list());
    }

    @Override
    public boolean delete(String conversationId) {
        String id = Columns.text(conversationId);
        return database.write(handle -> {
            // Turns first, as whoever writes one locks it before its conversation: else the two could wait for each other.
            handle.createUpdate("DELETE FROM turn WHERE conversation_id = :id").bind("id", id).execute();
            return handle.createUpdate("DELETE FROM conversation WHERE id = :id").bind("id", id).execute();
        }) == 1;
    }

    @Override
    public int sweep(Instant unchangedSince, int limit) {
        List<String> old = database.read(handle -> handle
                .createQuery(
                        """
                        SELECT id FROM conversation c WHERE updated_at < :since
                            AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation_id = c.id AND status = 'in_progress')
                        ORDER BY updated_at LIMIT :limit""")
                .bind("since", unchangedSince.toEpochMilli()).bind("limit", limit).mapTo(String.class).list());
        old.forEach(id -> database
                .write(handle -> handle.createUpdate("DELETE FROM conversation WHERE id = :id AND updated_at < :since")
                        .bind("id", id).bind("since", unchangedSince.toEpochMilli()).execute()));
        return old.size();
    }

    private static Turn withContent(Handle handle, Turn turn) {
        return turn.status().ended()
                ? turn
                : new Turn(turn.id(), turn.conversationId(), turn.sessionId(), turn.number(), turn.status(),
                        turn.model(),
                        TurnRows.contentSoFar(handle, turn.id()), turn.usage(), turn.error(), turn.createdAt(),
                        turn.completedAt());
    }

    private static Conversation conversation(ResultSet row, StatementContext context) throws SQLException {
        return new Conversation(row.getString("id"), row.getString("owner"), row.getString("session_id"),
                row.getString("last_turn_id"),
                row.getString("model"),
                row.getInt("number"), TurnStatus.of(row.getString("status")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("updated_at")));
    }
}
