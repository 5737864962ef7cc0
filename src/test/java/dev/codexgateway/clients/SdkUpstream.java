package dev.codexgateway.clients;

import static dev.codexgateway.testing.GatewayFixture.object;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;

import dev.codexgateway.testing.Answer;
import dev.codexgateway.testing.Recorded;
import dev.codexgateway.testing.ScriptedUpstream;

/** What OpenAI answers the SDKs: by the model that they ask for, text or trouble. */
final class SdkUpstream {
    static final String MODEL = "gpt-6.1-sol";

    private SdkUpstream() {}

    static void script(ScriptedUpstream upstream) {
        upstream.otherwise(SdkUpstream::answer).elsewhere(SdkUpstream::answer);
    }

    private static Answer answer(Recorded request) {
        return switch (request.body().getString("model", "")) {
            case MODEL -> request.path().equals("/v1/responses")
                    ? Answer.text("Hello, ", "wörld", "!")
                    : chat(request.body().getBoolean("stream", false));
            case "gpt-too-many" -> Answer.error(429, "rate_limit_exceeded", "Rate limit reached.").retryAfter("7");
            case "gpt-broken" -> Answer.error(500, null, "The server had an error.");
            case "gpt-no-key" -> Answer.error(401, "invalid_api_key", "Incorrect API key provided: sk-up***6789.");
            case "gpt-cut" -> Answer.text("Half", " an", " answer").cutAfter(2);
            default -> Answer.error(404, "model_not_found", "The model does not exist.");
        };
    }

    private static Answer chat(boolean stream) {
        if (stream) {
            return Answer.events(Stream.of("Hello, ", "wörld", "!")
                    .map(text -> chunk(object("delta", object("content", text), "index", 0)))
                    .collect(Collectors.joining("", "", chunk(object("delta", object(), "index", 0, "finish_reason",
                            "stop")) + "data: [DONE]\n\n")));
        }
        JsonObject message = object("role", "assistant", "content", "Hello, wörld!");
        return Answer.json(200, object("id", "chatcmpl-1", "object", "chat.completion", "created", 1_790_000_000,
                "model", MODEL, "choices", array(object("index", 0, "message", message, "finish_reason", "stop")),
                "usage", object("prompt_tokens", 9, "completion_tokens", 3, "total_tokens", 12)));
    }

    private static String chunk(JsonObject choice) {
        return "data: " + object("id", "chatcmpl-1", "object", "chat.completion.chunk", "created", 1_790_000_000,
                "model", MODEL, "choices", array(choice)) + "\n\n";
    }

    private static JsonArray array(JsonObject element) {
        return Json.createArrayBuilder().add(element).build();
    }
}
