package dev.codexgateway.codex;

import java.time.Duration;

import dev.codexgateway.config.ConfigReader;

/** How turns are run and how long they are kept. */
public record CodexConfig(Backend backend, String model, Duration turnDeadline, int runningTurns, int keepDays) {

    public static CodexConfig read(ConfigReader in) {
        CodexConfig config = new CodexConfig(
                in.choice("codex.backend", Backend.class, Backend.OPENAI, "Who runs a turn."),
                in.text("codex.model", "gpt-6.1-sol", "The model of a prompt that names none."),
                in.duration("codex.turn-deadline", Duration.ofMinutes(30),
                        "How long a turn may take; then it fails with the type deadline."),
                in.integer("limits.running-turns", 256, 1, 100_000,
                        "Turns that run in this process at once; a further one is refused."),
                in.integer("conversations.keep-days", 90, 1, 36_500,
                        "Days after its last turn that a conversation is kept, with all in it."));
        return config;
    }

    public enum Backend {
        OPENAI
    }
}
