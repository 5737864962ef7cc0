package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.codex.History;
import dev.codexgateway.codex.Prompt;

/** {@link History} by SQL; each answer is read when it is asked for. */
final class JdbcHistory implements History {
    /** How much of a long conversation is sent anew at most, in characters of prompts and answers. */
    private static final int MAX_CHARACTERS = 24 * 1024 * 1024;

    private final Database database;
    private final String conversationId;
    private final int before;

    JdbcHistory(Database database, String conversationId, int before) {
        this.database = database;
        this.conversationId = conversationId;
        this.before = before;
    }

    @Override
    public Optional<String> reference() {
        return before == 1 ? Optional.empty() : database.read(this::anchor).map(Anchor::reference);
    }

    @Override
    public List<Exchange> sinceReference() {
        return before == 1
                ? List.of()
                : database.read(handle -> exchanges(handle, anchor(handle).map(Anchor::number).orElse(0)));
    }

    @Override
    public List<Exchange> all() {
        return before == 1 ? List.of() : database.read(handle -> exchanges(handle, 0));
    }

    private Optional<Anchor> anchor(Handle handle) {
        return handle.createQuery(
                """
                SELECT number, reference FROM turn
                WHERE conversation_id = :id AND number < :before AND reference IS NOT NULL ORDER BY number DESC LIMIT 1""")
                .bind("id", conversationId).bind("before", before)
                .map((row, _) -> new Anchor(row.getInt("number"), row.getString("reference"))).findOne();
    }

    private List<Exchange> exchanges(Handle handle, int after) {
        List<Exchange> exchanges = new ArrayList<>();
        try (var rows = handle
                .createQuery(
                        """
                        SELECT prompt, content FROM turn
                        WHERE conversation_id = :id AND number < :before AND number > :after ORDER BY number DESC""")
                .bind("id", conversationId).bind("before", before).bind("after", after).map(JdbcHistory::raw)
                .iterator()) {
            int characters = 0;
            while (rows.hasNext()) {
                Raw raw = rows.next();
                characters += raw.prompt().length() + raw.content().length();
                if (characters > MAX_CHARACTERS) {
                    break;
                }
                exchanges.add(new Exchange(Prompt.of(Columns.json(raw.prompt())), raw.content()));
            }
        }
        return exchanges.reversed();
    }

    private static Raw raw(ResultSet row, StatementContext context) throws SQLException {
        return new Raw(row.getString("prompt"), row.getString("content"));
    }

    private record Anchor(int number, String reference) {}

    private record Raw(String prompt, String content) {}
}
