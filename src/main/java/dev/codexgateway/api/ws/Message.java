package dev.codexgateway.api.ws;

/** What a client says on the level of the protocol. */
sealed interface Message {

    record Text(String text) implements Message {}

    record Ping(byte[] payload) implements Message {}

    record Pong() implements Message {}

    /** @param code what the client gave, else 1000 */
    record Close(int code) implements Message {}
}
