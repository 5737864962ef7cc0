package dev.codexgateway.error;

/** Carries one {@link GatewayError} to whoever renders it. The cause goes to the log and never out. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        // Refusals are answers, not accidents: no stack trace to fill.
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public GatewayException(GatewayError error, Throwable cause) {
        super(error.toString(), cause, false, true);
        this.error = error;
    }

    /** The common case: a parameter that is not what it should be. */
    public static GatewayException invalid(String detail) {
        return new GatewayException(new GatewayError.InvalidParams(detail));
    }

    public GatewayError error() {
        return error;
    }
}
