package dev.codexgateway.codex;

/** An agent could not bring a turn to its end. The cause is for the log. */
public final class TurnFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TurnError error;

    public TurnFailure(TurnError error, Throwable cause) {
        super(error.type(), cause);
        this.error = error;
    }

    public TurnFailure(TurnError error) {
        super(error.type());
        this.error = error;
    }

    public TurnError error() {
        return error;
    }
}
