package dev.codexgateway.api.mcp;

import java.util.Arrays;
import java.util.Optional;

import dev.codexgateway.access.Scope;

/** The tools there are; {@code tools.yaml} describes them. */
enum Tool {
    PROMPT("codex_prompt", Scope.WRITE), STATUS("codex_status", Scope.READ), CANCEL("codex_cancel", Scope.WRITE), LIST(
            "codex_list", Scope.READ);

    private final String word;
    private final Scope scope;

    Tool(String word, Scope scope) {
        this.word = word;
        this.scope = scope;
    }

    String word() {
        return word;
    }

    Scope scope() {
        return scope;
    }

    static Optional<Tool> of(String word) {
        return Arrays.stream(values()).filter(tool -> tool.word.equals(word)).findFirst();
    }
}
