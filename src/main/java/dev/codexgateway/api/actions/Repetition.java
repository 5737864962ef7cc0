package dev.codexgateway.api.actions;

import java.util.Optional;

/** Whether a prompt had been sent before, and how to have the same run once more. */
enum Repetition {
    NONE(Optional.empty()),
    /** Known by the caller's own id for the request, which therefore has to be another. */
    OF_REQUEST(Optional.of("send it again with another request_id or Idempotency-Key, and with \"again\": true")),
    /** Known by what was asked in a chat. */
    OF_CHAT(Optional.of("send it again with \"again\": true"));

    private final Optional<String> anew;

    Repetition(Optional<String> anew) {
        this.anew = anew;
    }

    Optional<String> anew() {
        return anew;
    }
}
