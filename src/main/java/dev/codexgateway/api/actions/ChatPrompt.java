package dev.codexgateway.api.actions;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.json.JsonObject;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.api.CallHeaders;
import dev.codexgateway.api.PromptParams;
import dev.codexgateway.codex.Asking;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.codex.SessionId;
import dev.codexgateway.json.Json;
import dev.codexgateway.jsonrpc.Params;

/** What an action asks, and where. Its files are fetched only if a turn is to begin. */
record ChatPrompt(Optional<SessionId> session, Asking asking) {

    static ChatPrompt of(JsonObject body, CallHeaders headers, ChatFiles files) {
        Params params = Params.of(body);
        Prompt prompt = PromptParams.prompt(params);
        List<FileRef> refs = files.parse(body);
        return new ChatPrompt(PromptParams.session(params, headers),
                new Asking(() -> with(files.fetch(refs), prompt), fingerprint(prompt, refs),
                        PromptParams.requestId(params, headers), headers.chat(),
                        params.flag("again").orElse(false)));
    }

    /** Files count by what ChatGPT calls them: the links to them are others each time. */
    private static String fingerprint(Prompt prompt, List<FileRef> refs) {
        String asked = prompt.json().toString();
        return CredentialHash.of(refs.isEmpty()
                ? asked
                : asked + Json.createArrayBuilder(refs.stream().map(FileRef::id).toList()).build()).hex();
    }

    private static Prompt with(Attached files, Prompt prompt) {
        return new Prompt(prompt.text(), prompt.model(),
                Stream.concat(prompt.images().stream(), files.images().stream()).toList(), files.texts(),
                prompt.outputSchema());
    }
}
