package dev.codexgateway.access;

/** The protected resources (RFC 8707): an access token opens the one it was asked for. */
public enum Resource {
    /** {@code PUBLIC_URL}: everything but MCP, and what a token opens that named none. */
    API(""),
    /** {@code PUBLIC_URL/mcp}. */
    MCP("/mcp");

    private final String path;

    Resource(String path) {
        this.path = path;
    }

    /** What follows the public URL in the resource's identifier. */
    public String path() {
        return path;
    }
}
