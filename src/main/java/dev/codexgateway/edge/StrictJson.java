package dev.codexgateway.edge;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;

import dev.codexgateway.json.Json;

/**
 * Reads one JSON text and nothing after it, of at most {@link #MAX_DEPTH} levels, in which no object repeats a member: what
 * two parsers could understand differently is not understood at all.
 */
public final class StrictJson {
    static final int MAX_DEPTH = 64;

    /** Parsson stops at 15,000,000 characters of itself; how long a text may be is for whoever reads it to say. */
    private static final JsonParserFactory PARSERS = Json
            .createParserFactory(Map.of("org.eclipse.parsson.maxParsingLimit", Integer.MAX_VALUE));

    private final JsonParser parser;
    private int depth;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws MalformedJson whatever is wrong with the text, which is UTF-8 or no text */
    public static JsonValue parse(byte[] text) {
        return parse(new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    /** @throws MalformedJson whatever is wrong with the text */
    static JsonValue parse(Reader text) {
        try (JsonParser parser = PARSERS.createParser(text)) {
            StrictJson reading = new StrictJson(parser);
            JsonValue value = reading.value(parser.next());
            if (parser.hasNext()) {
                throw new MalformedJson();
            }
            return value;
        } catch (RuntimeException e) {
            // The parser has exceptions of several kinds for what it does not take, such as numbers of a thousand digits.
            throw new MalformedJson();
        }
    }

    private JsonValue value(Event event) {
        return switch (event) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            default -> parser.getValue();
        };
    }

    private JsonValue object() {
        enter();
        JsonObjectBuilder object = Json.createObjectBuilder();
        Set<String> names = new HashSet<>();
        while (parser.next() != Event.END_OBJECT) {
            String name = parser.getString();
            if (!names.add(name)) {
                throw new MalformedJson();
            }
            object.add(name, value(parser.next()));
        }
        depth--;
        return object.build();
    }

    private JsonValue array() {
        enter();
        JsonArrayBuilder array = Json.createArrayBuilder();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(event));
        }
        depth--;
        return array.build();
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new MalformedJson();
        }
    }
}
