package dev.codexgateway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jdbi.v3.core.Handle;

import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.History;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.TurnError;
import dev.codexgateway.codex.TurnEvent;
import dev.codexgateway.codex.TurnStatus;
import dev.codexgateway.codex.Turns;

/**
 * {@link Turns} by SQL. Whatever writes a running turn names its process in the same statement, so a process that lost its
 * lease cannot write over the end that another gave its turn.
 */
public final class JdbcTurns implements Turns {
    /** More than the events a process may have handed out and not written when it dies: numbers never come twice. */
    private static final int GAP = 10_000;
    private static final Duration KEEP_DEAD_PROCESSES = Duration.ofDays(1);

    private final Database database;
    private final TurnBeginnings beginnings = new TurnBeginnings();

    public JdbcTurns(Database database) {
        this.database = database;
    }

    @Override
    public Beginning begin(NewTurn turn) {
        return beginnings.begin(database, turn);
    }

    @Override
    public Optional<Beginning> earlier(String owner, Repeat repeat, Instant now) {
        return database
                .read(handle -> TurnBeginnings.earlier(handle, owner, repeat, now.minus(Conversations.REPEATABLE)));
    }

    @Override
    public Optional<Beginning> retried(Retry retry, Instant now) {
        return database.read(handle -> TurnBeginnings.retried(handle, retry, now));
    }

    @Override
    public Set<String> write(String process, Collection<Progress> progress) {
        return database.write(handle -> {
            Set<String> lost = new HashSet<>();
            for (Progress one : progress) {
                if (!advance(handle, process, one)) {
                    lost.add(one.turnId());
                }
            }
            return lost;
        });
    }

    private static boolean advance(Handle handle, String process, Progress progress) {
        int mine = handle.createUpdate(
                "UPDATE turn SET last_seq = :seq WHERE id = :id AND process_id = :process AND status = 'in_progress'")
                .bind("seq", progress.lastSeq()).bind("id", progress.turnId()).bind("process", process).execute();
        if (mine == 0) {
            return false;
        }
        TurnRows.insert(handle, progress.conversationId(), progress.events());
        progress.ending().ifPresent(
                ending -> end(handle, progress.turnId(), progress.conversationId(), progress.lastSeq(), ending));
        return true;
    }

    private static void end(Handle handle, String turnId, String conversationId, long lastSeq, Ending ending) {
        handle.createUpdate(
                """
                UPDATE turn SET status = :status, content = :content, usage_json = :usage, error_type = :errorType,
                    error_message = :errorMessage, reference = :reference, completed_at = :completedAt, last_seq = :seq
                WHERE id = :id""")
                .bind("status", ending.status().word())
                .bind("content", Columns.text(ending.content()))
                .bind("usage", ending.usage().map(usage -> usage.json().toString()).orElse(null))
                .bind("errorType", ending.error().map(TurnError::type).orElse(null))
                .bind("errorMessage", ending.error().map(TurnError::message).map(Columns::text).orElse(null))
                .bind("reference", ending.reference().map(Columns::text).orElse(null))
                .bind("completedAt", ending.completedAt().toEpochMilli())
                .bind("seq", lastSeq)
                .bind("id", turnId)
                .execute();
        handle.createUpdate("UPDATE conversation SET last_seq = :seq, updated_at = :at WHERE id = :id")
                .bind("seq", lastSeq).bind("at", ending.completedAt().toEpochMilli()).bind("id", conversationId)
                .execute();
    }

    @Override
    public History history(String conversationId, int beforeNumber) {
        return new JdbcHistory(database, conversationId, beforeNumber);
    }

    @Override
    public void requestCancel(String turnId) {
        database.write(handle -> handle
                .createUpdate("UPDATE turn SET cancel_requested = 1 WHERE id = :id AND status = 'in_progress'")
                .bind("id", turnId).execute());
    }

    @Override
    public List<String> cancelRequests(String process) {
        return database.read(handle -> handle.createQuery(
                "SELECT id FROM turn WHERE process_id = :process AND status = 'in_progress' AND cancel_requested = 1")
                .bind("process", process).mapTo(String.class).list());
    }

    @Override
    public List<String> running(String process) {
        return database.read(handle -> handle
                .createQuery("SELECT id FROM turn WHERE process_id = :process AND status = 'in_progress'")
                .bind("process", process).mapTo(String.class).list());
    }

    @Override
    public void abandon(String process, String turnId, Instant now) {
        database.write(handle -> {
            int ended = handle.createUpdate("""
                                            UPDATE turn SET status = 'interrupted'
                                            WHERE id = :id AND process_id = :process AND status = 'in_progress'""")
                    .bind("id", turnId).bind("process", process).execute();
            if (ended == 1) {
                interrupted(handle, turnId, now);
            }
            return ended;
        });
    }

    @Override
    public void renew(String process, Duration lease) {
        database.write(handle -> handle
                .createUpdate("INSERT INTO process (id, lease_until) VALUES (:id, " + database.now()
                        + " + :lease) ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until")
                .bind("id", process).bind("lease", lease.toMillis()).execute());
    }

    @Override
    public void leave(String process) {
        database.write(
                handle -> handle.createUpdate("DELETE FROM process WHERE id = :id").bind("id", process).execute());
    }

    @Override
    public List<String> interruptOrphans(Instant now, int limit) {
        List<String> orphans = database.read(handle -> handle
                .createQuery("""
                             SELECT t.id FROM turn t
                             LEFT JOIN process p ON p.id = t.process_id AND p.lease_until >= """ + " " + database.now()
                        + """

                          WHERE t.status = 'in_progress' AND p.id IS NULL ORDER BY t.created_at LIMIT :limit""")
                .bind("limit", limit)
                .mapTo(String.class).list());
        return orphans.stream().filter(orphan -> database.write(handle -> interrupt(handle, orphan, now))).toList();
    }

    /** Looks at the lease again inside the transaction: the process may have come back, or another may have been first. */
    private boolean interrupt(Handle handle, String turnId, Instant now) {
        int ended = handle.createUpdate(
                "UPDATE turn SET status = 'interrupted' WHERE id = :id AND status = 'in_progress' AND NOT EXISTS ("
                        + "SELECT 1 FROM process p WHERE p.id = turn.process_id AND p.lease_until >= " + database.now()
                        + ")")
                .bind("id", turnId).execute();
        if (ended == 0) {
            return false;
        }
        interrupted(handle, turnId, now);
        handle.createUpdate("DELETE FROM process WHERE lease_until < " + database.now() + " - :age")
                .bind("age", KEEP_DEAD_PROCESSES.toMillis()).execute();
        return true;
    }

    private static void interrupted(Handle handle, String turnId, Instant now) {
        Reached reached = handle.createQuery("SELECT conversation_id, last_seq FROM turn WHERE id = :id")
                .bind("id", turnId)
                .map((row, _) -> new Reached(row.getString("conversation_id"), row.getLong("last_seq"))).one();
        long lastSeq = reached.lastSeq() + GAP;
        TurnRows.insert(handle, reached.conversationId(), List.of(
                RecordedEvent.of(lastSeq, turnId, new TurnEvent.TurnFailed(TurnError.INTERRUPTED))));
        end(handle, turnId, reached.conversationId(), lastSeq, new Ending(TurnStatus.INTERRUPTED,
                TurnRows.contentSoFar(handle, turnId), Optional.empty(), Optional.of(TurnError.INTERRUPTED),
                Optional.empty(), now));
    }

    private record Reached(String conversationId, long lastSeq) {}

    /** For the beginnings: a turn as it was written. */
    static Turn written(Handle handle, String turnId) {
        return TurnRows.find(handle, turnId).orElseThrow();
    }
}
