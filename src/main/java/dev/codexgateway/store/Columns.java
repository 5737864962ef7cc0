package dev.codexgateway.store;

import java.io.StringReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;

import org.jspecify.annotations.Nullable;

import dev.codexgateway.access.Scope;
import dev.codexgateway.codex.Transcript;
import dev.codexgateway.json.Json;

/** How values stand in columns. */
final class Columns {
    /** Parsson stops at 15,000,000 characters of itself: fewer than a prompt with pictures may have. */
    private static final JsonReaderFactory READERS = Json
            .createReaderFactory(Map.of("org.eclipse.parsson.maxParsingLimit", Integer.MAX_VALUE));

    private Columns() {}

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static Optional<Integer> number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    static JsonObject json(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    static String jsonArray(List<String> texts) {
        return text(Json.createArrayBuilder(texts).build().toString());
    }

    static List<String> texts(String jsonArray) {
        try (JsonReader reader = Json.createReader(new StringReader(jsonArray))) {
            return reader.readArray().getValuesAs(JsonString::getString);
        }
    }

    static Set<Scope> scopes(String words) {
        return words.isEmpty() ? Set.of() : Scope.parse(words).orElseThrow();
    }

    /** Text from elsewhere as every database takes it: PostgreSQL has no NUL, and neither has half a surrogate pair. */
    static String text(String text) {
        return Transcript.readable(text).replace('\0', '\uFFFD');
    }
}
