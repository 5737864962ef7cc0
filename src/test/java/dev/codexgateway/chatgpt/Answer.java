package dev.codexgateway.chatgpt;

import java.util.Optional;

import jakarta.json.JsonObject;

import dev.codexgateway.testing.GatewayFixture;

/**
 * What came of a call, as the model is told.
 *
 * @param failure why there is nothing to read, if there is nothing
 */
public record Answer(String operation, JsonObject arguments, int status, String body, Optional<String> failure) {

    static Answer failed(String operation, JsonObject arguments, String why) {
        return new Answer(operation, arguments, 0, "", Optional.of(why));
    }

    static Answer of(String operation, JsonObject arguments, Wire.Received received) {
        boolean text = received.contentType().startsWith("application/json")
                || received.contentType().startsWith("application/problem+json")
                || received.contentType().startsWith("text/");
        if (!text) {
            return failed(operation, arguments, "not text: " + received.contentType());
        }
        return received.body().length() < ActionOperation.MAX_CHARACTERS
                ? new Answer(operation, arguments, received.status(), received.body(), Optional.empty())
                : failed(operation, arguments, "ResponseTooLargeError: " + received.body().length());
    }

    public JsonObject json() {
        return GatewayFixture.json(body);
    }

    boolean good() {
        return status >= 200 && status < 300;
    }
}
