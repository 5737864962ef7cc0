package dev.codexgateway.codex;

import java.util.Optional;
import java.util.function.Supplier;

import dev.codexgateway.access.CredentialHash;

/**
 * A prompt and by what it is known if it comes again.
 *
 * @param prompt      made only when a turn is to begin
 * @param fingerprint of what is asked, to tell a repetition from something else
 * @param requestId   the caller's own word for this request
 * @param chat        the chat that it comes from, which may send it again though nobody asked for that
 * @param anew        whether the chat wants it once more, although it has just been asked there
 */
public record Asking(Supplier<Prompt> prompt, String fingerprint, Optional<String> requestId, Optional<String> chat,
        boolean anew) {

    /** What a caller asks who says when a request is a repetition. */
    public static Asking of(Prompt prompt, Optional<String> requestId) {
        return new Asking(() -> prompt, CredentialHash.of(prompt.json().toString()).hex(), requestId, Optional.empty(),
                false);
    }
}
