package dev.codexgateway.edge;

/** A body that is not JSON as we take it. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedJson() {
        super("malformed JSON", null, false, false);
    }
}
