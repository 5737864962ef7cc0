package dev.codexgateway.api.actions;

/** Whether a prompt had been sent before, and how to have the same run once more. */
enum Repetition {
    NONE(""),
    /** Known by the caller's own id for the request, which therefore has to be another. */
    OF_REQUEST("send it again with another request_id or Idempotency-Key, and with \"again\": true"),
    /** Known by what was asked in a chat. */
    OF_CHAT("send it again with \"again\": true");

    private final String anew;

    Repetition(String anew) {
        this.anew = anew;
    }

    String anew() {
        return anew;
    }
}
