package dev.codexgateway.upstream;

import java.time.Duration;
import java.util.function.Consumer;

import dev.codexgateway.config.Secret;

/** Connections to OpenAI. Safe for concurrent use. */
public interface Upstream {

    /** Refuses by an exception when no call can succeed: there is no key, or the circuit breaker is open. */
    void admit();

    /**
     * Sends a request and waits for the beginning of the answer; tried again while that may help.
     *
     * @param patience how long all tries may take together
     * @param stopper  is given, before anything is sent, the action by which any thread can stop this call
     * @param retrying is told of each new try
     * @throws UpstreamFault if there is no answer
     */
    Exchange post(String path, byte[] json, Duration patience, Consumer<Runnable> stopper, Consumer<String> retrying);

    /** Asks for the list of models with a key, once and soon: the way to see whether the upstream and the key work. */
    int probe(Secret key);
}
