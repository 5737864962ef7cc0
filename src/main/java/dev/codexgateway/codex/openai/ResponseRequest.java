package dev.codexgateway.codex.openai;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

import dev.codexgateway.access.CredentialHash;
import dev.codexgateway.codex.Agent;
import dev.codexgateway.codex.History;
import dev.codexgateway.codex.Prompt;
import dev.codexgateway.json.Json;

/**
 * The body of {@code POST /responses}.
 *
 * @param previous what goes on by reference; then only what was said since is sent
 * @param earlier  what is sent of the conversation, in order
 */
record ResponseRequest(Agent.Task task, OpenAiConfig config, Optional<String> previous,
        List<History.Exchange> earlier) {
    private static final String SCHEMA_NAME = "codex_output_schema";

    byte[] body() {
        JsonArrayBuilder input = Json.createArrayBuilder();
        for (History.Exchange exchange : earlier) {
            input.add(asked(exchange.prompt()));
            if (!exchange.content().isEmpty()) {
                input.add(answered(exchange.content()));
            }
        }
        input.add(asked(task.prompt()));
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("model", task.model())
                .add("stream", true)
                .add("store", config.store())
                .add("input", input)
                // OpenAI asks for a stable id that does not tell who the user is.
                .add("safety_identifier", CredentialHash.of(task.owner()).hex())
                .add("prompt_cache_key", task.conversationId());
        previous.ifPresent(id -> json.add("previous_response_id", id));
        config.instructions().ifPresent(text -> json.add("instructions", text));
        reasoning().ifPresent(reasoning -> json.add("reasoning", reasoning));
        task.prompt().outputSchema().ifPresent(schema -> json.add("text", Json.createObjectBuilder()
                .add("format", Json.createObjectBuilder()
                        .add("type", "json_schema").add("name", SCHEMA_NAME).add("strict", true)
                        .add("schema", schema))));
        return json.build().toString().getBytes(StandardCharsets.UTF_8);
    }

    private Optional<JsonObject> reasoning() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        config.reasoningEffort().word().ifPresent(effort -> json.add("effort", effort));
        config.reasoningSummary().word().ifPresent(summary -> json.add("summary", summary));
        return Optional.of(json.build()).filter(reasoning -> !reasoning.isEmpty());
    }

    private static JsonObject asked(Prompt prompt) {
        JsonArrayBuilder content = Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add("type", "input_text").add("text", prompt.text()));
        prompt.images().forEach(
                image -> content.add(Json.createObjectBuilder().add("type", "input_image").add("image_url", image)));
        prompt.files().forEach(file -> content.add(Json.createObjectBuilder().add("type", "input_text").add("text",
                "The file \"" + file.name() + "\":\n" + file.text())));
        return Json.createObjectBuilder().add("role", "user").add("content", content).build();
    }

    private static JsonObject answered(String text) {
        return Json.createObjectBuilder().add("role", "assistant")
                .add("content",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder().add("type", "output_text").add("text", text)))
                .build();
    }
}
