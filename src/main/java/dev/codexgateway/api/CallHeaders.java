package dev.codexgateway.api;

import java.util.Optional;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;

/**
 * What a request's head says of the calls in it.
 *
 * @param idempotencyKey the header {@code Idempotency-Key}: a request id for what has none in its body
 * @param chat           the header {@code openai-conversation-id}: names the conversation where nothing else does
 */
public record CallHeaders(Optional<String> idempotencyKey, Optional<String> chat) {
    private static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    private static final HeaderName CHAT = HeaderNames.create("openai-conversation-id");

    public static CallHeaders of(Headers headers) {
        return new CallHeaders(headers.first(IDEMPOTENCY_KEY), headers.first(CHAT));
    }

    /** For a request with several calls in it, which cannot all be the same one. */
    public CallHeaders withoutIdempotencyKey() {
        return new CallHeaders(Optional.empty(), chat);
    }
}
