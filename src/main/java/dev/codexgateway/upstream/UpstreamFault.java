package dev.codexgateway.upstream;

/** The upstream could not be talked with. The cause is for the log; its text never reaches a caller. */
public final class UpstreamFault extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    public UpstreamFault(Reason reason, Throwable cause) {
        super(reason.word(), cause);
        this.reason = reason;
    }

    public UpstreamFault(Reason reason) {
        super(reason.word());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What went wrong; also the metric's label. */
    public enum Reason {
        /** No connection: refused, unreachable, unknown name. */
        CONNECT("connect", true),
        /** No trusted connection. */
        TLS("tls", false),
        /** The connection ended before an answer began. */
        RESET("reset", true),
        /** No sign of life for longer than is allowed. */
        TIMEOUT("timeout", false),
        /** The connection ended within an answer. */
        CUT("cut", false),
        /** The answer ended as HTTP, without the event that says so. */
        NO_END("no_end", false),
        /** What came is not HTTP, or not the stream that was asked for. */
        PROTOCOL("protocol", false),
        /** One event larger than any may be. */
        OVERSIZED("oversized", false),
        /** The circuit breaker is open. */
        CIRCUIT_OPEN("circuit_open", true),
        /** We stopped the call ourselves. */
        STOPPED("stopped", false);

        private final String word;
        private final boolean passing;

        Reason(String word, boolean passing) {
            this.word = word;
            this.passing = passing;
        }

        public String word() {
            return word;
        }

        /** Whether trying again soon may help, no answer having begun. */
        public boolean passing() {
            return passing;
        }
    }
}
