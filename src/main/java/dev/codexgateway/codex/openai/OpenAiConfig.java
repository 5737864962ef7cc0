package dev.codexgateway.codex.openai;

import java.util.Locale;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;

/** How turns are asked of OpenAI's Responses API. */
public record OpenAiConfig(boolean store, Effort reasoningEffort, Summary reasoningSummary,
        Optional<String> instructions) {

    public static OpenAiConfig read(ConfigReader in) {
        return new OpenAiConfig(
                in.flag("openai.store", true,
                        "Whether OpenAI keeps responses, so that a conversation goes on by reference; false sends its text anew each time."),
                in.choice("codex.reasoning-effort", Effort.class, Effort.DEFAULT,
                        "How much the model thinks; default leaves it to the model."),
                in.choice("codex.reasoning-summary", Summary.class, Summary.NONE,
                        "Whether the model sums up its thinking, which then appears as reasoning items."),
                in.optionalText("codex.instructions", "none", "What the model is told before every conversation."));
    }

    public enum Effort {
        DEFAULT, NONE, MINIMAL, LOW, MEDIUM, HIGH, XHIGH;

        Optional<String> word() {
            return this == DEFAULT ? Optional.empty() : Optional.of(name().toLowerCase(Locale.ROOT));
        }
    }

    public enum Summary {
        NONE, AUTO, CONCISE, DETAILED;

        Optional<String> word() {
            return this == NONE ? Optional.empty() : Optional.of(name().toLowerCase(Locale.ROOT));
        }
    }
}
