/**
 * The window of MCP, the Model Context Protocol: {@code POST /mcp}, Streamable HTTP in its stateless revision 2026-07-28 and in
 * the revisions before it that begin with {@code initialize}
 * (<a href="https://modelcontextprotocol.io/specification/2026-07-28">specification</a>). It offers four tools over the same
 * conversations that every other window shows, and nothing else of the protocol: no resources, prompts, subscriptions or
 * sessions.
 *
 * <p>A request's path: {@link dev.codexgateway.api.mcp.McpEndpoint} checks where it comes from and who makes it and reads the one
 * message in it, {@code Envelope} says which revision that is and whether head and body agree, the {@code jsonrpc} package finds
 * the method, {@code ToolCalls} the tool, and {@code CodexTools} asks the conversations. While a tool waits for a turn,
 * {@code Watch} tells through {@code Reply} that it goes on, and notices when nobody wants to know any more.
 */
package dev.codexgateway.api.mcp;
