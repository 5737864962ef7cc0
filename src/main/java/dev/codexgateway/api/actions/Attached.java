package dev.codexgateway.api.actions;

import java.util.List;

import dev.codexgateway.codex.Prompt;

/**
 * What the files of a request hold, each kind in the order of the request.
 *
 * @param images data URIs
 */
public record Attached(List<String> images, List<Prompt.TextFile> texts) {
    static final Attached NOTHING = new Attached(List.of(), List.of());

    public Attached {
        images = List.copyOf(images);
        texts = List.copyOf(texts);
    }
}
