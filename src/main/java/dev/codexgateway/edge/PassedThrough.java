package dev.codexgateway.edge;

/** Which paths are OpenAI's, where answers have its shape and {@code X-Request-Id} is its own. */
final class PassedThrough {
    private PassedThrough() {}

    static boolean is(String path) {
        return path.startsWith("/v1/") || path.equals("/v1");
    }
}
