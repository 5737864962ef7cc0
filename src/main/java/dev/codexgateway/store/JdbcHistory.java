package dev.codexgateway.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

import dev.codexgateway.codex.History;
import dev.codexgateway.codex.Prompt;

/** {@link History} by SQL; each answer is read when it is asked for. */
final class JdbcHistory implements History {
    /** How much of a long conversation is sent anew at most, in bytes of prompts and answers. */
    private static final long MAX_BYTES = 24 * 1024 * 1024;

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
        return handle
                .createQuery("""
                             SELECT prompt, content FROM turn
                             WHERE conversation_id = :id AND number < :before AND number >= :oldest ORDER BY number""")
                .bind("id", conversationId).bind("before", before).bind("oldest", oldest(handle, after))
                .map(JdbcHistory::exchange).list();
    }

    /** The oldest turn that is sent. Sizes are read first: prompts with images are too large to read in vain. */
    private int oldest(Handle handle, int after) {
        List<Size> sizes = handle
                .createQuery(
                        """
                        SELECT number, octet_length(prompt) + octet_length(content) AS bytes FROM turn
                        WHERE conversation_id = :id AND number < :before AND number > :after ORDER BY number DESC""")
                .bind("id", conversationId).bind("before", before).bind("after", after)
                .map((row, _) -> new Size(row.getInt("number"), row.getLong("bytes"))).list();
        int oldest = before;
        long bytes = 0;
        for (Size size : sizes) {
            bytes += size.bytes();
            if (bytes > MAX_BYTES) {
                break;
            }
            oldest = size.number();
        }
        return oldest;
    }

    private static Exchange exchange(ResultSet row, StatementContext context) throws SQLException {
        return new Exchange(Prompt.of(Columns.json(row.getString("prompt"))), row.getString("content"));
    }

    private record Anchor(int number, String reference) {}

    private record Size(int number, long bytes) {}
}
