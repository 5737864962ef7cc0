package dev.codexgateway.codex;

import java.util.Optional;

/** An agent that a test makes do its work. */
record Working(Work work) implements Agent {

    @Override
    public String name() {
        return "working";
    }

    @Override
    public void admit() {}

    @Override
    public Answer answer(Task task, Telling out, Cancellation stop) {
        return new Answer(work.answer(out), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @FunctionalInterface
    interface Work {
        /** The whole answer; what it says on the way is told. */
        String answer(Telling out);
    }
}
