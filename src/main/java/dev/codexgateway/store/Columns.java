package dev.codexgateway.store;

import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;

import org.jspecify.annotations.Nullable;

/** How values stand in columns. */
final class Columns {
    private Columns() {}

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** Text of an upstream as every database takes it: PostgreSQL has no NUL, and neither has half a surrogate pair. */
    static String text(String text) {
        if (text.codePoints().noneMatch(Columns::unstorable)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(c -> unstorable(c) ? '\uFFFD' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean unstorable(int codePoint) {
        return codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
