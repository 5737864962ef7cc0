package dev.codexgateway.store;

import java.time.Instant;
import java.util.List;

import org.jdbi.v3.core.statement.PreparedBatch;

import dev.codexgateway.proxy.StoredResponses;

/** {@link StoredResponses} by SQL. */
public final class JdbcStoredResponses implements StoredResponses {
    private static final Sweep OLD = new Sweep("stored_response", "id", "created_at < :time");

    private final Database database;

    public JdbcStoredResponses(Database database) {
        this.database = database;
    }

    @Override
    public void remember(List<Made> made) {
        database.write(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                                                      INSERT INTO stored_response (id, caller, created_at)
                                                      VALUES (:id, :caller, :at) ON CONFLICT DO NOTHING""");
            made.forEach(one -> batch.bind("id", one.responseId()).bind("caller", one.callerId())
                    .bind("at", one.at().toEpochMilli()).add());
            return batch.execute().length;
        });
    }

    @Override
    public boolean made(String responseId, String callerId) {
        return database.read(handle -> handle
                .createQuery("SELECT COUNT(*) FROM stored_response WHERE id = :id AND caller = :caller")
                .bind("id", responseId).bind("caller", callerId).mapTo(Long.class).one()) > 0;
    }

    @Override
    public int sweep(Instant before, int limit) {
        return OLD.delete(database, before, limit);
    }
}
