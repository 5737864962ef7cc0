package dev.codexgateway.api.rpc;

import dev.codexgateway.access.Caller;
import dev.codexgateway.api.CallHeaders;

/**
 * What a method knows of the call besides its params.
 *
 * @param answered false for a notification: nobody waits for the result
 */
record RpcContext(Caller caller, CallHeaders headers, boolean answered) {

    RpcContext unanswered() {
        return new RpcContext(caller, headers, false);
    }
}
