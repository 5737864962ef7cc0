package dev.codexgateway.store;

import java.time.Duration;
import java.time.Instant;

/** When something was last used, to the minute: a use within a minute of the noted one costs a read and no write. */
record LastUse(String table, String column) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    void note(Database database, String id, Instant now) {
        String due = " WHERE id = :id AND (" + column + " IS NULL OR " + column + " <= :before)";
        long before = now.minus(MINUTE).toEpochMilli();
        boolean write = database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table + due)
                .bind("id", id).bind("before", before).mapTo(Integer.class).one()) == 1;
        if (write) {
            database.write(handle -> handle.createUpdate("UPDATE " + table + " SET " + column + " = :now" + due)
                    .bind("now", now.toEpochMilli()).bind("id", id).bind("before", before).execute());
        }
    }
}
