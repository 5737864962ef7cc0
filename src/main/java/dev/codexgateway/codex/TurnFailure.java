package dev.codexgateway.codex;

import java.util.Optional;

import dev.codexgateway.usage.Usage;

/** An agent could not bring a turn to its end. The cause is for the log. */
public final class TurnFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient TurnError error;
    private final transient Optional<Usage> usage;
    private final transient Optional<String> model;

    public TurnFailure(TurnError error, Throwable cause) {
        super(error.type(), cause);
        this.error = error;
        this.usage = Optional.empty();
        this.model = Optional.empty();
    }

    /**
     * @param usage the tokens that were used all the same, if the backend counts them
     * @param model the model that used them, as the backend names it
     */
    public TurnFailure(TurnError error, Optional<Usage> usage, Optional<String> model) {
        super(error.type());
        this.error = error;
        this.usage = usage;
        this.model = model;
    }

    public TurnError error() {
        return error;
    }

    public Optional<Usage> usage() {
        return usage;
    }

    public Optional<String> model() {
        return model;
    }
}
