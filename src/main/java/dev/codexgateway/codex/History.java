package dev.codexgateway.codex;

import java.util.List;
import java.util.Optional;

/** What was said in a conversation before a turn; read only when asked for. */
public interface History {

    /** The backend's reference to the latest turn that has one. */
    Optional<String> reference();

    /** The turns after the one that {@link #reference()} names; all of them when there is none. In order. */
    List<Exchange> sinceReference();

    /** All earlier turns in order, the oldest left out where they are too many to send. */
    List<Exchange> all();

    /** @param content what was answered, empty if nothing */
    record Exchange(Prompt prompt, String content) {}
}
