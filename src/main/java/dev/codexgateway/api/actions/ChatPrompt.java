package dev.codexgateway.api.actions;

import java.util.Optional;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.codex.Asking;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.jsonrpc.Params;

/** What an action asks, and where. */
record ChatPrompt(Optional<SessionId> session, Asking asking) {

    static ChatPrompt of(Params params, CallHeaders headers) {
        Prompt prompt = PromptParams.prompt(params);
        return new ChatPrompt(PromptParams.session(params, headers),
                new Asking(() -> prompt, CredentialHash.of(prompt.json().toString()).hex(),
                        PromptParams.requestId(params, headers), headers.chat(),
                        params.flag("again").orElse(false)));
    }
}
