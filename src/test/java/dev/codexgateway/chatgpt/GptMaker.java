package dev.codexgateway.chatgpt;

import static dev.codexgateway.testing.GatewayFixture.CLIENT;
import static dev.codexgateway.testing.GatewayFixture.CLIENT_SECRET;

import java.net.URI;

/** The person who makes a GPT, and pastes what the gateway gave them into ChatGPT's editor. */
public final class GptMaker {
    private GptMaker() {}

    /** @param origin the gateway's public URL */
    public static Gpt make(URI origin, String id) {
        return new Gpt(id, ActionSchema.importFrom(origin.resolve("/openapi.json")), credentials(origin));
    }

    static Gpt.Credentials credentials(URI origin) {
        return new Gpt.Credentials(CLIENT, CLIENT_SECRET, origin.resolve("/oauth/authorize"),
                origin.resolve("/oauth/token"));
    }
}
