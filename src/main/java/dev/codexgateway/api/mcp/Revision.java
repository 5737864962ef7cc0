package dev.codexgateway.api.mcp;

import java.util.Arrays;
import java.util.Optional;

import jakarta.json.JsonArray;

import dev.codexgateway.json.Json;

/** The revisions of the protocol that are spoken here, the newest first. */
enum Revision {
    /** Every request says all of itself in its {@code _meta}. */
    V2026_07_28("2026-07-28"),
    /** Begins with {@code initialize}, as does the one before it. */
    V2025_11_25("2025-11-25"), V2025_06_18("2025-06-18");

    private final String word;

    Revision(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    boolean stateless() {
        return this == V2026_07_28;
    }

    static Optional<Revision> of(String word) {
        return Arrays.stream(values()).filter(revision -> revision.word.equals(word)).findFirst();
    }

    /**
     * What is agreed on when a client begins with {@code initialize}: what it asked for, else the newest that begins so.
     *
     * @param word the revision that the client would like
     */
    static Revision negotiated(String word) {
        return of(word).filter(revision -> !revision.stateless()).orElse(V2025_11_25);
    }

    static JsonArray words() {
        return Json.createArrayBuilder(Arrays.stream(values()).map(Revision::word).toList()).build();
    }
}
