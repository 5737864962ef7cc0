package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.Transcript;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.TurnError;
import dev.codexgateway.codex.TurnStatus;
import dev.codexgateway.usage.Usage;

/** Rows of turns and events, as both the turns in the making and the archive read and write them. */
final class TurnRows {
    private static final String SELECT = "SELECT t.*, c.session_id FROM turn t JOIN conversation c ON c.id = t.conversation_id ";

    private TurnRows() {}

    static Optional<Turn> find(Handle handle, String turnId) {
        return handle.createQuery(SELECT + "WHERE t.id = :id").bind("id", Columns.text(turnId)).map(TurnRows::turn)
                .findOne();
    }

    /** The content of a turn that has not ended, from its events. */
    static String contentSoFar(Handle handle, String turnId) {
        return Transcript.content(handle.createQuery("SELECT body FROM event WHERE turn_id = :id ORDER BY seq")
                .bind("id", turnId).map((row, _) -> Columns.json(row.getString("body"))).list());
    }

    /** What is there already is left: it was written before, and only the answer was lost. */
    static void insert(Handle handle, String conversationId, List<RecordedEvent> events) {
        if (events.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch("""
                                                  INSERT INTO event (conversation_id, seq, turn_id, body, lengths)
                                                  VALUES (:conversationId, :seq, :turnId, :body, :lengths)
                                                  ON CONFLICT (conversation_id, seq) DO NOTHING""");
        for (RecordedEvent event : events) {
            batch.bind("conversationId", conversationId)
                    .bind("seq", event.seq())
                    .bind("turnId", event.turnId())
                    .bind("body", Columns.text(event.body().toString()))
                    .bind("lengths", event.lengths().stream().map(String::valueOf).collect(Collectors.joining(",")))
                    .add();
        }
        batch.execute();
    }

    static RecordedEvent event(ResultSet row, StatementContext context) throws SQLException {
        String lengths = row.getString("lengths");
        return new RecordedEvent(row.getLong("seq"), row.getString("turn_id"), Columns.json(row.getString("body")),
                lengths.isEmpty() ? List.of() : Arrays.stream(lengths.split(",")).map(Integer::valueOf).toList());
    }

    private static Turn turn(ResultSet row, StatementContext context) throws SQLException {
        Optional<String> error = Optional.ofNullable(row.getString("error_type"));
        String message = row.getString("error_message");
        return new Turn(row.getString("id"), row.getString("conversation_id"), row.getString("session_id"),
                row.getInt("number"),
                TurnStatus.of(row.getString("status")), row.getString("model"), row.getString("content"),
                Optional.ofNullable(row.getString("usage_json")).map(Columns::json).map(Usage::of),
                error.map(type -> new TurnError(type, message)), Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.instant(row, "completed_at"));
    }
}
