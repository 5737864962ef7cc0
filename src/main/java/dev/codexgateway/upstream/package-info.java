/**
 * Connections to OpenAI: the pool, time limits, retries, the circuit breaker. A call passes the breaker and the tries and
 * becomes an {@link dev.codexgateway.upstream.Exchange}, whose body any thread can break off. What the bytes mean is left
 * to whoever called. WebClient lives here and nowhere else.
 */
package dev.codexgateway.upstream;
