package dev.codexgateway.oauth;

import dev.codexgateway.pages.ErrorKind;

/** What a person is to be told on a page, since it may not be sent to any callback. */
public final class PageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final ErrorKind kind;

    /** @param status 4xx or 5xx */
    public PageException(int status, ErrorKind kind) {
        super(kind.name(), null, false, false);
        this.status = status;
        this.kind = kind;
    }

    int status() {
        return status;
    }

    ErrorKind kind() {
        return kind;
    }
}
