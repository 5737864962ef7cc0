package dev.codexgateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import dev.codexgateway.config.ConfigReader;
import dev.codexgateway.config.Secret;

/** Where OpenAI is, and how long it may take. */
public record UpstreamConfig(Optional<Secret> apiKey, URI baseUrl, Duration connectTimeout, Duration responseTimeout,
        Duration idleTimeout, int retries, Duration failingPause) {

    public static UpstreamConfig read(ConfigReader in) {
        return new UpstreamConfig(
                in.secret("openai.api-key", "none: the service starts, and a prompt is told what is missing",
                        "The key for OpenAI."),
                in.url("openai.base-url", "https://api.openai.com/v1", "Where OpenAI's API is."),
                in.duration("openai.connect-timeout", Duration.ofSeconds(5),
                        "How long a connection to OpenAI may take."),
                in.duration("openai.response-timeout", Duration.ofMinutes(2),
                        "How long OpenAI may take to begin its answer."),
                in.duration("openai.idle-timeout", Duration.ofMinutes(2),
                        "How long OpenAI may be silent within an answer."),
                in.integer("openai.retries", 2, 0, 10,
                        "How often a request is tried again that failed before the first byte of an answer."),
                in.duration("openai.failing-pause", Duration.ofSeconds(5),
                        "How long prompts are refused after nearly all calls to OpenAI failed; then one is let through to see."));
    }
}
