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

import dev.codexgateway.codex.Transcript;

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

    /** Text from outside as every database takes it: PostgreSQL has no NUL, and neither has half a surrogate pair. */
    static String text(String text) {
        return Transcript.readable(text).replace('\0', '\uFFFD');
    }
}
