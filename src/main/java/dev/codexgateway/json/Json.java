package dev.codexgateway.json;

import java.io.InputStream;
import java.io.Reader;
import java.util.Collection;
import java.util.Map;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParserFactory;

/**
 * What {@link jakarta.json.Json} makes, by one provider. That class looks for its provider among the jars of the class path
 * at every call, which takes hundreds of microseconds of a processor: an answer of ten objects took milliseconds. Safe for
 * concurrent use.
 */
public final class Json {
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private Json() {}

    public static JsonObjectBuilder createObjectBuilder() {
        return PROVIDER.createObjectBuilder();
    }

    /** With the members of this object, to which others may be added. */
    public static JsonObjectBuilder createObjectBuilder(JsonObject members) {
        return PROVIDER.createObjectBuilder(members);
    }

    /** With members of these names: texts, numbers, booleans, lists and maps of them. */
    public static JsonObjectBuilder createObjectBuilder(Map<String, ?> members) {
        return PROVIDER.createObjectBuilder(members);
    }

    public static JsonArrayBuilder createArrayBuilder() {
        return PROVIDER.createArrayBuilder();
    }

    public static JsonArrayBuilder createArrayBuilder(Collection<?> elements) {
        return PROVIDER.createArrayBuilder(elements);
    }

    public static JsonString createValue(String text) {
        return PROVIDER.createValue(text);
    }

    public static JsonNumber createValue(int number) {
        return PROVIDER.createValue(number);
    }

    public static JsonNumber createValue(long number) {
        return PROVIDER.createValue(number);
    }

    public static JsonReader createReader(Reader text) {
        return PROVIDER.createReader(text);
    }

    /** Finds out by itself which of Unicode's encodings it is (RFC 4627 §3). */
    public static JsonReader createReader(InputStream text) {
        return PROVIDER.createReader(text);
    }

    /** For readers with other limits than the usual ones. */
    public static JsonReaderFactory createReaderFactory(Map<String, ?> configuration) {
        return PROVIDER.createReaderFactory(configuration);
    }

    /** For parsers with other limits than the usual ones. */
    public static JsonParserFactory createParserFactory(Map<String, ?> configuration) {
        return PROVIDER.createParserFactory(configuration);
    }
}
