package dev.codexgateway.store;

import java.time.Duration;
import java.time.Instant;

/**
 * When something was last used, to the minute: a use within a minute of the noted one costs a read and no write.
 *
 * @param first the column that tells of the first use alone; the same one where the other says nothing but uses
 */
record LastUse(String table, String column, String first) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    LastUse(String table, String column) {
        this(table, column, column);
    }

    void note(Database database, String id, Instant now) {
        String due = " WHERE id = :id AND (" + first + " IS NULL OR " + old() + ")";
        long before = now.minus(MINUTE).toEpochMilli();
        boolean write = database.read(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table + due)
                .bind("id", id).bind("before", before).mapTo(Integer.class).one()) == 1;
        if (write) {
            database.write(handle -> handle.createUpdate("UPDATE " + table + " SET " + noted() + due)
                    .bind("now", now.toEpochMilli()).bind("id", id).bind("before", before).execute());
        }
    }

    private String old() {
        return column + " <= :before";
    }

    private String noted() {
        return first.equals(column)
                ? column + " = :now"
                : column + " = CASE WHEN " + old() + " THEN :now ELSE " + column + " END, " + first + " = COALESCE("
                        + first + ", :now)";
    }
}
