package dev.codexgateway.api.rpc;

import java.util.Optional;

import dev.codexgateway.access.Caller;

/**
 * What a method knows of the call besides its params.
 *
 * @param idempotencyKey the header {@code Idempotency-Key}, which is a request id for a call that is no batch
 * @param chat           the header {@code openai-conversation-id}, which names the conversation where the params do not
 * @param answered       false for a notification: nobody waits for the result
 */
record RpcContext(Caller caller, Optional<String> idempotencyKey, Optional<String> chat, boolean answered) {

    RpcContext unanswered() {
        return new RpcContext(caller, idempotencyKey, chat, false);
    }
}
