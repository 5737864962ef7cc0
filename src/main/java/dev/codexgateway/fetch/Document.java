package dev.codexgateway.fetch;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was fetched: within its limits, and not to be trusted otherwise. */
public final class Document {
    private final byte[] content;
    private final Map<String, String> fields;

    Document(byte[] content, Map<String, String> fields) {
        this.content = content;
        this.fields = Map.copyOf(fields);
    }

    /** The array itself, for documents are large. */
    public byte[] content() {
        return content;
    }

    /** What the other side claims it to be. */
    public Optional<String> contentType() {
        return field("content-type");
    }

    /** What the other side says beside it, such as how long it stays good; what came several times is one with commas. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name.toLowerCase(Locale.ROOT)));
    }
}
