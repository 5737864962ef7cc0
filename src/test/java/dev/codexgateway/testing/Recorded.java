package dev.codexgateway.testing;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;

/** A request as it arrived at the {@link ScriptedUpstream}. Safe for concurrent use. */
public final class Recorded {
    /** OpenAI takes more than the 15,000,000 characters at which Parsson stops of itself. */
    private static final JsonReaderFactory READERS = JsonProvider.provider()
            .createReaderFactory(Map.of("org.eclipse.parsson.maxParsingLimit", Integer.MAX_VALUE));

    private final String method;
    private final String path;
    private final Map<String, String> headers;
    private final String text;
    private final JsonValue body;
    private final CompletableFuture<Void> clientGone = new CompletableFuture<>();
    private final AtomicBoolean settled = new AtomicBoolean();

    Recorded(String method, String path, Map<String, String> headers, byte[] content) {
        this.method = method;
        this.path = path;
        this.headers = Map.copyOf(headers);
        this.text = new String(content, StandardCharsets.UTF_8);
        this.body = parse(content);
    }

    public String method() {
        return method;
    }

    /** The request target as sent, with its query. */
    public String path() {
        return path;
    }

    /** By lower-case name; a repeated header's values are joined with commas. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The JSON object that was sent; an empty one when there was none. */
    public JsonObject body() {
        return body instanceof JsonObject object ? object : JsonValue.EMPTY_JSON_OBJECT;
    }

    /** The body as it came, JSON or not. */
    public String text() {
        return text;
    }

    /** What the user said last: the text of the last input item whose role is {@code user}; else empty. */
    public String userText() {
        JsonValue input = body().getOrDefault("input", JsonValue.NULL);
        if (!(input instanceof JsonArray items)) {
            return textOf(input);
        }
        return items.stream().filter(item -> item instanceof JsonObject message
                && message.getString("role", "").equals("user"))
                .reduce((earlier, later) -> later)
                .map(item -> textOf(item.asJsonObject().getOrDefault("content", JsonValue.NULL))).orElse("");
    }

    /**
     * Completes when the client closed or reset the connection while the answer was still being given. The last bytes
     * count as given from the moment they are about to be written: a client that leaves on reading the final event is not
     * gone. It never completes when the script itself ended the connection.
     */
    public CompletableFuture<Void> clientGone() {
        return clientGone;
    }

    boolean json() {
        return body instanceof JsonObject;
    }

    /** Whether the outcome is known: the answer was given, or its client left before. */
    boolean settled() {
        return settled.get();
    }

    void answerGiven() {
        settled.set(true);
    }

    void clientLeft() {
        if (settled.compareAndSet(false, true)) {
            clientGone.complete(null);
        }
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    private static String textOf(JsonValue content) {
        return switch (content) {
            case JsonString string -> string.getString();
            case JsonArray parts -> parts.stream().map(Recorded::textOf).collect(Collectors.joining());
            case JsonObject part -> part.getString("text", "");
            default -> "";
        };
    }

    private static JsonValue parse(byte[] content) {
        try (JsonReader reader = READERS.createReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8)) {
            return reader.readValue();
        } catch (JsonException e) {
            return JsonValue.NULL;
        }
    }
}
