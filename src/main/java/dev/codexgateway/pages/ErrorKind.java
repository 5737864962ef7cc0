package dev.codexgateway.pages;

/** Why a request ends on a page and not at its callback; each has a title and a sentence that helps. */
public enum ErrorKind {
    BAD_REQUEST, UNKNOWN_CLIENT,
    /** The client's identifier is an address, and what it says of itself there cannot be had or is wrong. */
    CLIENT_UNREADABLE, BAD_CALLBACK, EXPIRED,
    /** The callback is of a GPT that nobody has claimed, and the person is not the owner. */
    ASK_THE_OWNER, REFUSED, TOO_MANY, FORBIDDEN, NOT_FOUND, UNAVAILABLE, INTERNAL, CSRF
}
