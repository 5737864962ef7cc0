package dev.codexgateway.store;

import java.time.Instant;
import java.util.List;

import org.jdbi.v3.core.Handle;

/**
 * Rows that time has made useless. They go in batches, each a transaction of its own, so that nobody waits long for a lock.
 *
 * @param condition what makes them so, with {@code :time}; an index must lead to them
 */
record Sweep(String table, String key, String condition) {

    int delete(Database database, Instant time, int limit) {
        return database.write(handle -> delete(handle, time, limit).size());
    }

    /** The keys of the rows that were deleted. */
    List<String> delete(Handle handle, Instant time, int limit) {
        return handle.createQuery("DELETE FROM " + table + chosen() + " RETURNING " + key)
                .bind("time", time.toEpochMilli()).bind("limit", limit).mapTo(String.class).list();
    }

    int erase(Database database, String column, Instant time, int limit) {
        return database.write(handle -> handle.createUpdate("UPDATE " + table + " SET " + column + " = NULL" + chosen())
                .bind("time", time.toEpochMilli()).bind("limit", limit).execute());
    }

    /** The condition stands twice: a row that another transaction made good in between stays. */
    private String chosen() {
        return " WHERE " + key + " IN (SELECT " + key + " FROM " + table + " WHERE " + condition + " LIMIT :limit) AND "
                + condition;
    }
}
