package dev.codexgateway.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

import dev.codexgateway.codex.Conversations;
import dev.codexgateway.codex.RecordedEvent;
import dev.codexgateway.codex.Turn;
import dev.codexgateway.codex.TurnEvent;
import dev.codexgateway.codex.TurnStatus;
import dev.codexgateway.codex.Turns;
import dev.codexgateway.codex.Turns.Beginning;
import dev.codexgateway.codex.Turns.NewTurn;
import dev.codexgateway.codex.Turns.Repeat;
import dev.codexgateway.codex.Turns.Retry;

/**
 * Writes the beginning of a turn in one transaction. Races are decided by unique keys: whoever loses one starts over and
 * then finds what the winner wrote.
 */
final class TurnBeginnings {
    private static final int TRIES = 4;

    Beginning begin(Database database, NewTurn turn) {
        for (int tried = 1;; tried++) {
            try {
                return database.write(handle -> attempt(handle, turn));
            } catch (LostRace | UnableToExecuteStatementException e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    static Optional<Beginning> earlier(Handle handle, String owner, Repeat repeat, Instant since) {
        return handle.createQuery("""
                                  SELECT r.turn_id, r.fingerprint, t.conversation_id FROM request r
                                  JOIN turn t ON t.id = r.turn_id
                                  WHERE r.owner = :owner AND r.request_key = :key AND r.created_at > :since""")
                .bind("owner", owner).bind("key", repeat.key()).bind("since", since.toEpochMilli())
                .map((row, _) -> new Known(row.getString("turn_id"), row.getString("fingerprint"),
                        row.getString("conversation_id")))
                .findOne()
                .map(known -> known.fingerprint().equals(repeat.fingerprint())
                        && repeat.sessionId().filter(session -> !Names.find(handle, owner, session)
                                .equals(Optional.of(known.conversationId()))).isEmpty()
                                        ? new Beginning.Repeated(sofar(handle, known.turnId()))
                                        : new Beginning.KeyReused());
    }

    /** The newest turn of the same prompt decides: if that is no repetition, no older one is. */
    static Optional<Beginning> retried(Handle handle, Retry retry, Instant now) {
        return handle.createQuery("""
                                  SELECT id, status, created_at FROM turn WHERE retry_key IN (:key, :other)
                                  ORDER BY created_at DESC, number DESC LIMIT 1""")
                .bind("key", key(retry))
                .bind("other", key(new Retry(retry.key(), true)))
                .map((row, _) -> new Latest(row.getString("id"), TurnStatus.of(row.getString("status")),
                        Instant.ofEpochMilli(row.getLong("created_at"))))
                .findOne().filter(latest -> latest.repeatedBy(retry, now))
                .map(latest -> new Beginning.Repeated(sofar(handle, latest.turnId())));
    }

    /** What was wanted anew is told apart, so that only its own retries find it while it runs. */
    private static String key(Retry retry) {
        return retry.key() + (retry.anew() ? " anew" : "");
    }

    private static Turn sofar(Handle handle, String turnId) {
        return JdbcTurns.written(handle, turnId);
    }

    private static Beginning attempt(Handle handle, NewTurn turn) {
        Instant since = turn.turn().createdAt().minus(Conversations.REPEATABLE);
        Optional<Beginning> known = known(handle, turn, since);
        if (known.isPresent()) {
            return known.get();
        }
        Optional<String> running = running(handle, turn);
        if (running.isPresent()) {
            // Asked again: the running turn may be this very one, which began between the two looks.
            return known(handle, turn, since).orElseGet(() -> new Beginning.Busy(running.get()));
        }
        Place place = conversation(handle, turn);
        // Both were asked before the conversation was held: what began and even ended in between is seen only now.
        if (running(handle, turn).isPresent()
                || turn.retry().flatMap(retry -> retried(handle, retry, turn.turn().createdAt())).isPresent()) {
            throw new LostRace();
        }
        List<RecordedEvent> events = List.of(
                RecordedEvent.of(place.lastSeq() + 1, turn.turn().turnId(),
                        new TurnEvent.ThreadStarted(place.conversationId())),
                RecordedEvent.of(place.lastSeq() + 2, turn.turn().turnId(), new TurnEvent.TurnStarted()));
        long lastSeq = events.getLast().seq();
        int number = insert(handle, turn, place, lastSeq);
        TurnRows.insert(handle, place.conversationId(), events);
        turn.repeat().ifPresent(repeat -> remember(handle, turn, turn.turn().turnId(), repeat, since));
        return new Beginning.Begun(
                new Turn(turn.turn().turnId(), place.conversationId(), turn.turn().sessionId(), number,
                        TurnStatus.IN_PROGRESS, turn.turn().model(), "", Optional.empty(), Optional.empty(),
                        turn.turn().createdAt(),
                        Optional.empty()),
                lastSeq);
    }

    /** The turn that this request, or this prompt of the same chat, already began. */
    private static Optional<Beginning> known(Handle handle, NewTurn turn, Instant since) {
        Optional<Beginning> earlier = turn.repeat().flatMap(repeat -> earlier(handle, turn.owner(), repeat, since));
        if (earlier.isPresent()) {
            return earlier;
        }
        Optional<Beginning> retried = turn.retry().flatMap(retry -> retried(handle, retry, turn.turn().createdAt()));
        if (retried.isPresent() && retried.get() instanceof Beginning.Repeated(Turn begun)) {
            turn.repeat().ifPresent(repeat -> remember(handle, turn, begun.id(), repeat, since));
        }
        return retried;
    }

    /** Holds the conversation's row from here on, so that turns of one conversation begin one after the other. */
    private static Place conversation(Handle handle, NewTurn turn) {
        Optional<String> named = Names.find(handle, turn.owner(), turn.turn().sessionId());
        String id = named.isPresent() ? touched(handle, turn, named.get()) : made(handle, turn);
        return handle.createQuery("SELECT id, last_seq FROM conversation WHERE id = :id").bind("id", id)
                .map((row, _) -> new Place(row.getString("id"), row.getLong("last_seq"))).one();
    }

    private static String touched(Handle handle, NewTurn turn, String id) {
        int held = handle.createUpdate("UPDATE conversation SET model = :model, updated_at = :now WHERE id = :id")
                .bind("model", turn.turn().model()).bind("now", turn.turn().createdAt().toEpochMilli()).bind("id", id)
                .execute();
        if (held == 0) {
            throw new LostRace();
        }
        return id;
    }

    private static String made(Handle handle, NewTurn turn) {
        Turns.Draft draft = turn.turn();
        int inserted = handle
                .createUpdate("""
                              INSERT INTO conversation (id, owner, session_id, model, created_at, updated_at, last_seq)
                              VALUES (:id, :owner, :session, :model, :now, :now, 0)
                              ON CONFLICT (owner, session_id) DO NOTHING""")
                .bind("id", draft.conversationId())
                .bind("owner", turn.owner())
                .bind("session", draft.sessionId())
                .bind("model", draft.model())
                .bind("now", draft.createdAt().toEpochMilli())
                .execute();
        if (inserted == 0 || !Names.take(handle, turn.owner(), draft.sessionId(), draft.conversationId(),
                draft.createdAt())) {
            throw new LostRace();
        }
        return draft.conversationId();
    }

    private static Optional<String> running(Handle handle, NewTurn turn) {
        return handle
                .createQuery("SELECT id FROM turn WHERE conversation_id = " + Names.ID + " AND status = 'in_progress'")
                .bind("owner", turn.owner()).bind("session", turn.turn().sessionId()).mapTo(String.class).findOne();
    }

    private static int insert(Handle handle, NewTurn turn, Place place, long lastSeq) {
        int number = handle.createQuery("SELECT COALESCE(MAX(number), 0) + 1 FROM turn WHERE conversation_id = :id")
                .bind("id", place.conversationId()).mapTo(Integer.class).one();
        int inserted = handle
                .createUpdate(
                        """
                        INSERT INTO turn (id, conversation_id, number, status, process_id, model, prompt, content, cancel_requested,
                            last_seq, created_at, retry_key)
                        VALUES (:id, :conversation, :number, 'in_progress', :process, :model, :prompt, '', 0, :seq, :now, :retry)
                        ON CONFLICT DO NOTHING""")
                .bind("id", turn.turn().turnId())
                .bind("conversation", place.conversationId())
                .bind("number", number)
                .bind("process", turn.process())
                .bind("model", turn.turn().model())
                .bind("prompt", turn.prompt().json().toString())
                .bind("seq", lastSeq)
                .bind("retry", turn.retry().map(TurnBeginnings::key).orElse(null))
                .bind("now", turn.turn().createdAt().toEpochMilli())
                .execute();
        if (inserted == 0) {
            throw new LostRace();
        }
        return number;
    }

    private static void remember(Handle handle, NewTurn turn, String turnId, Repeat repeat, Instant since) {
        int kept = handle
                .createUpdate(
                        """
                        INSERT INTO request (owner, request_key, fingerprint, turn_id, created_at)
                        VALUES (:owner, :key, :fingerprint, :turn, :now)
                        ON CONFLICT (owner, request_key) DO UPDATE SET fingerprint = excluded.fingerprint, turn_id = excluded.turn_id,
                            created_at = excluded.created_at WHERE request.created_at <= :since""")
                .bind("owner", turn.owner())
                .bind("key", repeat.key())
                .bind("fingerprint", repeat.fingerprint())
                .bind("turn", turnId)
                .bind("now", turn.turn().createdAt().toEpochMilli())
                .bind("since", since.toEpochMilli())
                .execute();
        if (kept == 0) {
            throw new LostRace();
        }
    }

    private record Latest(String turnId, TurnStatus status, Instant createdAt) {

        boolean repeatedBy(Retry retry, Instant now) {
            boolean justDone = status == TurnStatus.COMPLETED && !createdAt.isBefore(now.minus(Retry.WITHIN));
            return !status.ended() || justDone && !retry.anew();
        }
    }

    private record Place(String conversationId, long lastSeq) {}

    private record Known(String turnId, String fingerprint, String conversationId) {}

    /** Rolls the transaction back. */
    private static final class LostRace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostRace() {
            super("another request began a turn at the same moment", null, false, false);
        }
    }
}
