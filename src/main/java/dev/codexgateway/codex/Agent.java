package dev.codexgateway.codex;

import java.util.Optional;

import dev.codexgateway.usage.Usage;

/** Who runs a turn: the port behind which OpenAI, and later a real Codex agent, stand. */
public interface Agent {

    /** The backend's name, as in {@code codex.backend}. */
    String name();

    /** Refuses by an exception what cannot even begin now: nothing is configured, or the upstream is known to be away. */
    void admit();

    /**
     * Runs a turn to its end, blocking. What happens on the way is told to {@code out}.
     *
     * @param stop when it fires, the call must return or throw soon; what it then returns or throws is not looked at
     */
    Answer answer(Task task, Telling out, Cancellation stop) throws TurnFailure;

    /** What the agent is told while it works. Calls block while the store cannot keep up. */
    interface Telling {
        void tell(TurnEvent event);
    }

    /**
     * @param turnId   this turn
     * @param owner    the caller's id, for identifiers derived from it
     * @param model    the model to use
     * @param earlier  what was said before
     */
    record Task(String turnId, String conversationId, String owner, String model, Prompt prompt, History earlier) {}

    /**
     * @param content   the whole answer
     * @param usage     the tokens, if the backend counts them
     * @param model     the model that answered, as the backend names it
     * @param reference by which the backend will know this turn again
     */
    record Answer(String content, Optional<Usage> usage, Optional<String> model, Optional<String> reference) {}
}
