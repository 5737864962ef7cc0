package dev.codexgateway.fetch;

import java.util.OptionalInt;

/** A document could not be had. Neither this nor its cause holds the query of the link; the cause is for the log. */
public final class FetchFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final Reason reason;
    private final int status;

    FetchFault(Reason reason) {
        super(reason.word());
        this.reason = reason;
        this.status = 0;
    }

    FetchFault(Reason reason, Throwable cause) {
        super(reason.word(), cause);
        this.reason = reason;
        this.status = 0;
    }

    private FetchFault(Reason reason, int status, String more) {
        super(reason.word() + " " + more);
        this.reason = reason;
        this.status = status;
    }

    static FetchFault status(int status) {
        return new FetchFault(Reason.STATUS, status, Integer.toString(status));
    }

    /** @param host so that the operator learns what would have to be allowed */
    static FetchFault notAllowed(String host) {
        return new FetchFault(Reason.NOT_ALLOWED, 0, host);
    }

    public Reason reason() {
        return reason;
    }

    /** For {@link Reason#STATUS}: which. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** What went wrong; also the metric's label. */
    public enum Reason {
        /** It is no http or https URL with a host, without user and fragment. */
        MALFORMED("malformed"),
        /** Its host, scheme, port or one of its addresses is out of reach. */
        NOT_ALLOWED("not_allowed"),
        /** No connection, or it ended before the answer did. */
        NO_ANSWER("no_answer"),
        /** No trusted connection. */
        UNTRUSTED("untrusted"),
        /** What came is not HTTP, or encoded although that was not asked for. */
        PROTOCOL("protocol"),
        /** Another status than 200; a redirection is one. */
        STATUS("status"), TOO_LARGE("too_large"),
        /** Too large together with what shares its {@link Allowance}. */
        TOO_LARGE_TOGETHER("too_large_together"), TOO_SLOW("too_slow"),
        /** The thread that waited for it was interrupted. */
        GIVEN_UP("given_up");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }
}
