package dev.codexgateway.fetch;

import java.util.Optional;

/** What was fetched: within its limits, and not to be trusted otherwise. */
public final class Document {
    private final byte[] content;
    private final Optional<String> contentType;

    Document(byte[] content, Optional<String> contentType) {
        this.content = content;
        this.contentType = contentType;
    }

    /** The array itself, for documents are large. */
    public byte[] content() {
        return content;
    }

    /** What the other side claims it to be. */
    public Optional<String> contentType() {
        return contentType;
    }
}
